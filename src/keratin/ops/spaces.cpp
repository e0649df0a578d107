#include "keratin/ops/spaces.h"

#include <cmath>
#include <vector>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

/// at(share) for `num` shares from 0 to 1, or to before it.
template <class At>
Tensor spaced(const char* name, int64_t num, bool endpoint, DType dtype, At at) {
  if (num < 0) throw_value_error(text(name, ": num is negative: ", num));
  std::vector<double> numbers;
  const int64_t parts = endpoint ? num - 1 : num;
  for (int64_t i = 0; i < num; ++i) {
    numbers.push_back(at(parts > 0 ? static_cast<double>(i) / static_cast<double>(parts) : 0.0));
  }
  return tensor(numbers).reshape({num}).as_dtype(dtype);
}

}  // namespace

Tensor identity(int64_t n, DTypeLike dtype) { return eye(n, n, 0, dtype); }

Tensor logspace(double start, double stop, const LogspaceOptions& options) {
  return spaced("logspace", options.num, options.endpoint, options.dtype, [&](double share) {
    return std::pow(options.base, start + (stop - start) * share);
  });
}

Tensor geomspace(double start, double stop, const GeomspaceOptions& options) {
  if (start == 0 || stop == 0 || (start < 0) != (stop < 0)) {
    throw_value_error(text("geomspace: start and stop must have one sign and not be 0, received ",
                           start, " and ", stop));
  }
  return spaced("geomspace", options.num, options.endpoint, options.dtype, [&](double share) {
    return share == 1 ? stop : start * std::pow(stop / start, share);
  });
}

}  // namespace keratin::ops
