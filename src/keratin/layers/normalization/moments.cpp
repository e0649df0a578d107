// What the layers that normalize by mean and variance have in common.
#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/normalization/moments_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/reduce.h"

namespace keratin::layers {

Moments moments_of(const Tensor& x, const Axes& axes) {
  const Tensor mean = ops::mean(x, {.axis = axes, .keepdims = true});
  const Tensor centered = x - mean;
  return {mean, ops::mean(ops::square(centered), {.axis = axes, .keepdims = true}), centered};
}

Tensor normalized(const Moments& moments, double epsilon, const Tensor& gamma, const Tensor& beta) {
  Tensor factor = ops::rsqrt(moments.variance + epsilon);
  if (gamma.defined()) factor = factor * gamma;
  const Tensor y = moments.centered * factor;
  return beta.defined() ? y + beta : y;
}

ops::NormalizedRows normalized_in_place(const Tensor& x, int last_axes, bool by_columns,
                                        const Tensor& gamma, const Tensor& beta, double epsilon,
                                        bool is_centered) {
  int64_t columns = 1;
  for (int i = x.ndim() - last_axes; i < x.ndim(); ++i) columns *= x.shape()[i];
  const auto flat = [&](const Tensor& weight) {
    return weight.defined() ? weight.reshape({columns}) : weight;
  };
  const Tensor rows = x.reshape({columns == 0 ? 0 : x.size() / columns, columns});
  ops::NormalizedRows result =
      ops::normalize_rows(rows, by_columns ? 0 : 1, flat(gamma), flat(beta), epsilon, is_centered);
  result.y = result.y.reshape(x.shape());
  return result;
}

Tensor widened(const Tensor& x) { return x.as_dtype(promote(x.dtype(), float32)); }

Shape ascending(const Axes& axes) {
  std::vector<int64_t> list(axes.list.begin(), axes.list.end());
  std::sort(list.begin(), list.end());
  return list;
}

int64_t length_along(const char* layer, const Shape& x, int axis) {
  const int64_t length = x[normalize_axis(layer, axis, x)];
  if (length == None) {
    throw_shape_error(text("axis ", axis, " of the input needs a known length, received ", x));
  }
  return length;
}

Shape lengths_along(const char* layer, const Shape& x, const Shape& axes) {
  Shape lengths;
  for (const int64_t axis : axes) {
    lengths.push_back(length_along(layer, x, static_cast<int>(axis)));
  }
  return lengths;
}

ConfigValue listed(const Shape& axes) {
  ConfigValue::List list;
  for (const int64_t axis : axes) list.push_back(axis);
  return list;
}

}  // namespace keratin::layers
