#include "apps/keratin/report.h"

#include <cmath>
#include <cstdio>

namespace keratin::command {
namespace {

template <class T>
Json nested(const std::vector<T>& values, const Shape& shape, int axis, size_t& at) {
  if (axis == shape.rank()) return Json(values[at++]);
  Json list = Json::array();
  for (int64_t i = 0; i < shape[axis]; ++i) list.push_back(nested(values, shape, axis + 1, at));
  return list;
}

void write(std::FILE* file, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), file);
}

}  // namespace

void print_json(const Json& value) {
  write(stdout, value.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

Json to_json(const Tensor& x) {
  size_t at = 0;
  if (is_floating(x.dtype())) {
    if (itemsize_of(x.dtype()) > 4) return nested(x.to_vector<double>(), x.shape(), 0, at);
    // Through float, the shortest digits that read back the same are its own: 0.1, not
    // 0.10000000149.
    return nested(x.to_vector<float>(), x.shape(), 0, at);
  }
  if (x.dtype() == DType::uint64) return nested(x.to_vector<uint64_t>(), x.shape(), 0, at);
  return nested(x.to_vector<int64_t>(), x.shape(), 0, at);
}

void print_text(std::string_view text) { write(stdout, printable(text) + "\n"); }

void print_note(std::string_view text) {
  std::fflush(stdout);
  write(stderr, "keratin: " + printable(text) + "\n");
}

std::string printable(std::string_view text) {
  std::string out(text);
  for (char& letter : out) {
    const auto code = static_cast<unsigned char>(letter);
    if ((code < 32 && letter != '\n' && letter != '\t') || code == 127) letter = '?';
  }
  return out;
}

std::string one_line(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\n') {
      // Columns of details are for several lines.
      if (text[i] != ' ' || out.empty() || out.back() != ' ') out += text[i];
      continue;
    }
    while (i + 1 < text.size() && (text[i + 1] == ' ' || text[i + 1] == '\n')) ++i;
    if (i + 1 < text.size()) out += "; ";
  }
  return printable(out);
}

}  // namespace keratin::command
