#include "keratin/ops/cumulative.h"

#include <utility>
#include <vector>

#include "keratin/ops/arithmetic.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"

namespace keratin::ops {
namespace {

/// All of x but its first or last elements along an axis.
Tensor without(const Tensor& x, int axis, int64_t first, int64_t last) {
  std::vector<Index> indices;
  for (int i = 0; i < axis; ++i) indices.push_back(slice());
  indices.push_back(slice(first, x.shape()[axis] - last));
  return indexed(x, indices);
}

template <class Combine>
Tensor accumulated(const Tensor& x, const char* name, const char* class_name, int axis,
                   Scalar neutral, Combine combine) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = class_name, .arguments = {{}}, .config = {{"axis", axis}, {"dtype", {}}}}, x,
        [=](const Tensors& in) {
          return accumulated(in[0], name, class_name, axis, neutral, combine);
        });
  }
  const int at = normalize_axis(name, axis, x.shape());
  Tensor y = x.dtype() == bool_ ? x.as_dtype(int32) : x;
  for (int64_t step = 1; step < x.shape()[at]; step *= 2) {
    std::vector<std::pair<int64_t, int64_t>> widths(static_cast<size_t>(x.ndim()));
    widths[static_cast<size_t>(at)] = {step, 0};
    y = combine(y, pad(without(y, at, 0, step), widths, neutral));
  }
  return y;
}

Tensor sum_of(const Tensor& a, const Tensor& b) { return a + b; }
Tensor product_of(const Tensor& a, const Tensor& b) { return a * b; }

}  // namespace

Tensor cumsum(const Tensor& x, int axis) {
  return accumulated(x, "cumsum", "Cumsum", axis, 0, sum_of);
}
Tensor cumsum(const Tensor& x) { return cumsum(flatten(x), 0); }

Tensor cumprod(const Tensor& x, int axis) {
  return accumulated(x, "cumprod", "Cumprod", axis, 1, product_of);
}
Tensor cumprod(const Tensor& x) { return cumprod(flatten(x), 0); }

}  // namespace keratin::ops
