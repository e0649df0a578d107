// The distance between what a classifier says and what is true, one number a sample.
// Shapes: classes stand along `axis`; the result has the others. Probabilities are clipped to
// [epsilon, 1 - epsilon] with epsilon = 1e-7, as Keras does.
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// -sum(target * log(p)) with p = output / sum(output), or softmax(output) for logits.
/// Throws ShapeError unless target and output have one shape.
Tensor categorical_crossentropy(const Tensor& target, const Tensor& output,
                                bool from_logits = false, int axis = -1);
/// The same for integer labels: target has output's shape without `axis`, or with length 1 there.
/// Throws ValueError for a label outside [0, classes), ShapeError for other shapes.
Tensor sparse_categorical_crossentropy(const Tensor& target, const Tensor& output,
                                       bool from_logits = false, int axis = -1);
/// -(target * log(p) + (1 - target) * log(1 - p)) element by element, with p = output, or
/// sigmoid(output) for logits. Throws ShapeError unless both have one shape.
Tensor binary_crossentropy(const Tensor& target, const Tensor& output, bool from_logits = false);

}  // namespace keratin::ops
