// What the layers that normalize by mean and variance have in common.
#pragma once
#include "keratin/base/config.h"
#include "keratin/ops/normalize_internal.h"
#include "keratin/tensor/tensor.h"

namespace keratin::layers {

/// The mean and the variance of x along some axes, which keep length 1; and x - mean.
struct Moments {
  Tensor mean, variance, centered;
};
Moments moments_of(const Tensor& x, const Axes& axes);

/// (x - mean) / sqrt(variance + epsilon) * gamma + beta; gamma and beta may be undefined. The mean
/// goes first: Keras's x * factor - mean * factor is half as exact where the mean is large.
Tensor normalized(const Moments& moments, double epsilon, const Tensor& gamma, const Tensor& beta);

/// The same for x whose moments along its last axes, or along all but the last, `by_columns`, are
/// its own, in one pass over x. Gamma and beta have the lengths of those last axes; without
/// `is_centered` the mean is 0.
ops::NormalizedRows normalized_in_place(const Tensor& x, int last_axes, bool by_columns,
                                        const Tensor& gamma, const Tensor& beta, double epsilon,
                                        bool is_centered = true);

/// The options of a layer that never casts its input, whatever they say.
template <class Options>
Options uncast(Options options) {
  options.autocast = false;
  return options;
}

/// x in the dtype that it is normalized in: float32 at least, where halves would overflow.
Tensor widened(const Tensor& x);

/// Axes in ascending order, as Keras orders the axes of a weight: -1 stands before 0.
Shape ascending(const Axes& axes);
/// The lengths of those axes, which are a weight's shape. Throws ShapeError, naming `layer`, for an
/// axis that x has not and for a length that is not known.
Shape lengths_along(const char* layer, const Shape& x, const Shape& axes);
/// As lengths_along, for one axis.
int64_t length_along(const char* layer, const Shape& x, int axis);
/// Axes in a configuration as a list, also one alone.
ConfigValue listed(const Shape& axes);

}  // namespace keratin::layers
