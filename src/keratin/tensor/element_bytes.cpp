#include "keratin/tensor/element_bytes_internal.h"

#include <algorithm>

#include "keratin/tensor/host_watch_internal.h"

namespace keratin {

bool is_possible_shape(std::span<const int64_t> shape) {
  int64_t limit = int64_t{1} << 48;
  return std::all_of(shape.begin(), shape.end(), [&](int64_t length) {
    if (length < 0 || length > limit) return false;
    limit /= std::max<int64_t>(length, 1);
    return true;
  });
}

Tensor read_elements(const ByteSource& file, uint64_t offset, const Shape& shape, DType dtype) {
  Tensor x(shape, dtype);
  HostWatch::tell_write(x);
  if (x.nbytes() == 0) return x;
  const std::span bytes(static_cast<uint8_t*>(x.view().data), x.nbytes());
  file.read(offset, bytes);
  // C++ knows no bool that is neither 0 nor 1.
  if (dtype == bool_)
    std::ranges::transform(bytes, bytes.begin(), [](uint8_t b) { return b != 0; });
  return x;
}

std::span<const uint8_t> element_bytes(const Tensor& x) {
  HostWatch::tell_read(x);
  return {static_cast<const uint8_t*>(x.view().data), x.nbytes()};
}

}  // namespace keratin
