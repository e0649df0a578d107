#include "keratin/datasets/idx_internal.h"

#include <cstring>

#include "keratin/base/error.h"
#include "keratin/base/file_internal.h"
#include "keratin/base/text.h"

namespace keratin::datasets {

Tensor parse_idx(const std::string& name, const std::vector<uint8_t>& bytes) {
  const auto refuse = [&](const std::string& why) {
    throw_file_error(text(name, ": not an idx file of bytes: ", why));
  };
  if (bytes.size() < 4 || bytes[0] != 0 || bytes[1] != 0 || bytes[2] != 8) {
    refuse("it does not begin as one");
  }
  const size_t rank = bytes[3];
  if (rank < 1 || rank > 4) refuse(text("it has ", rank, " axes"));
  const size_t begin = 4 + 4 * rank;
  if (bytes.size() < begin) refuse("it ends in the header");
  Shape shape;
  uint64_t size = 1;
  for (size_t i = 4; i < begin; i += 4) {
    const uint32_t length = static_cast<uint32_t>(bytes[i]) << 24 |
                            static_cast<uint32_t>(bytes[i + 1]) << 16 |
                            static_cast<uint32_t>(bytes[i + 2]) << 8 | bytes[i + 3];
    shape.push_back(static_cast<int64_t>(length));
    if (length != 0 && size > (uint64_t{1} << 40) / length) refuse("it claims too many elements");
    size *= length;
  }
  if (bytes.size() - begin != size) {
    refuse(text("shape ", shape, " takes ", size, " bytes, it has ", bytes.size() - begin));
  }
  Tensor x(shape, uint8);
  std::memcpy(x.view().data, bytes.data() + begin, size);
  return x;
}

Tensor load_idx(const std::string& path) {
  const std::vector<uint8_t> bytes = read_file(path);
  return parse_idx(path, path.ends_with(".gz") ? gunzip(path, bytes) : bytes);
}

}  // namespace keratin::datasets
