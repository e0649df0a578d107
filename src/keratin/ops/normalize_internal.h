// Normalization in one call of the backend, and its gradient.
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// What is normalized, and the moments that did it, which have no record.
struct NormalizedRows {
  Tensor y, mean, variance;
};

/// y = (x - mean) / sqrt(variance + epsilon) * gamma + beta for x [rows, columns]: each column
/// (axis 0) or row (axis 1) by its own mean and variance, which have as many elements. Gamma and
/// beta [columns] may be undefined; without `is_centered` the mean is 0, and undefined. Floats of
/// one dtype, of 32 or 64 bits.
NormalizedRows normalize_rows(const Tensor& x, int axis, const Tensor& gamma, const Tensor& beta,
                              double epsilon, bool is_centered);

/// Whether the axes, ascending, are the last ones of so many.
bool are_last_axes(const Shape& axes, int rank);

}  // namespace keratin::ops
