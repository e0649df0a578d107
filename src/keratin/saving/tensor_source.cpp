#include "keratin/saving/tensor_source_internal.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::saving {

std::optional<size_t> TensorSource::find(std::string_view path) const {
  if (by_path_.empty()) {
    for (size_t i = 0; i < entries().size(); ++i) by_path_.emplace(entries()[i].path, i);
  }
  const auto found = by_path_.find(path);
  if (found == by_path_.end()) return {};
  return found->second;
}

// Names sort as text ("10" before "2"): they are counted.
std::vector<size_t> TensorSource::numbered(std::string_view group) const {
  std::vector<size_t> result;
  while (const auto i = find(text(group, "/", result.size()))) result.push_back(*i);
  return result;
}

void TensorSource::read_into(size_t i, const Tensor& target) const {
  const Entry& entry = entries()[i];
  if (!entry.dtype) {
    throw_file_error(text(name(), ": ", entry.path, " has a dtype that cannot be read"));
  }
  const bool is_direct = target.dtype() == *entry.dtype && target.device() == Device{} &&
                         target.is_contiguous() && target.nbytes() == entry.bytes;
  const Tensor host = is_direct ? target : Tensor(entry.shape, *entry.dtype);
  if (host.nbytes() != entry.bytes) {
    throw_file_error(text(name(), ": ", entry.path, " holds ", entry.bytes, " bytes, and ",
                          describe(host), " needs ", host.nbytes()));
  }
  read(i, {static_cast<uint8_t*>(host.view().data), host.nbytes()});
  if (*entry.dtype == bool_) {  // a bool of C++ has no other values
    auto* bytes = static_cast<uint8_t*>(host.view().data);
    std::transform(bytes, bytes + entry.bytes, bytes, [](uint8_t x) { return uint8_t{x != 0}; });
  }
  target.storage()->count_write();
  if (!is_direct) target.detach().set({ellipsis}, host);
}

}  // namespace keratin::saving
