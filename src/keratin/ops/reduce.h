// Many numbers to one, along some axes or all: NumPy's reductions, with axis and keepdims as named
// members: ops::sum(x, {.axis = 1, .keepdims = true}).
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// The sum; small integers and bools add up in int32. Empty: 0. The order of the additions depends
/// on the shape alone.
Tensor sum(const Tensor& x, const ReduceOptions& options = {});
/// sum / count, in float32 for integers. Empty: NaN.
Tensor mean(const Tensor& x, const ReduceOptions& options = {});
/// The product; small integers and bools multiply in int32. Empty: 1.
Tensor prod(const Tensor& x, const ReduceOptions& options = {});
/// The largest element; NaN wins. Equal largest elements share the gradient. Throws ValueError for
/// an empty axis.
Tensor max(const Tensor& x, const ReduceOptions& options = {});
Tensor min(const Tensor& x, const ReduceOptions& options = {});
/// Keras's names of max and min.
Tensor amax(const Tensor& x, const ReduceOptions& options = {});
Tensor amin(const Tensor& x, const ReduceOptions& options = {});
/// mean((x - mean(x))^2), the variance of the whole population, and its square root.
Tensor var(const Tensor& x, const ReduceOptions& options = {});
Tensor std(const Tensor& x, const ReduceOptions& options = {});
/// Whether any element, or each one, is not zero: bool.
Tensor any(const Tensor& x, const ReduceOptions& options = {});
Tensor all(const Tensor& x, const ReduceOptions& options = {});
/// How many elements are not zero: int32.
Tensor count_nonzero(const Tensor& x, const ReduceOptions& options = {});
/// log(sum(exp(x))), the maximum subtracted first.
Tensor logsumexp(const Tensor& x, const ReduceOptions& options = {});

// Each also by an axis, sum(x, 0), and by several, sum(x, {0, 1}). Templates lose against options:
// g++ takes {.axis = 1} for a list of axes too.
#define KERATIN_DECLARE_REDUCTION(name)                                                \
  template <int = 0>                                                                   \
  Tensor name(const Tensor& x, const Axes& axis, bool keepdims = false) {              \
    return name(x, ReduceOptions{axis, keepdims});                                     \
  }                                                                                    \
  template <PlainInteger I>                                                            \
  Tensor name(const Tensor& x, std::initializer_list<I> axis, bool keepdims = false) { \
    return name(x, ReduceOptions{Axes(Shape(axis.begin(), axis.end())), keepdims});    \
  }
KERATIN_REDUCTIONS(KERATIN_DECLARE_REDUCTION)
KERATIN_DECLARE_REDUCTION(amax)
KERATIN_DECLARE_REDUCTION(amin)
KERATIN_DECLARE_REDUCTION(count_nonzero)
KERATIN_DECLARE_REDUCTION(logsumexp)
#undef KERATIN_DECLARE_REDUCTION

}  // namespace keratin::ops
