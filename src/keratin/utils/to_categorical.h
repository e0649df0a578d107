// Labels to rows of zeros with a one.
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::utils {

/// labels [...] of integers -> float32 [..., num_classes]; a last axis of length 1 goes first.
/// num_classes -1: the largest label + 1. Throws ValueError for a label that is negative or not
/// below num_classes, DTypeError for labels that are no numbers without fractions.
Tensor to_categorical(const Tensor& labels, int64_t num_classes = -1);

/// x divided by its norm of that order along the axis; where the norm is 0, x as it is.
Tensor normalize(const Tensor& x, int axis = -1, double order = 2);

}  // namespace keratin::utils
