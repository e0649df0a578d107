// The two activations that look along an axis and are not a softmax.
#include "keratin/activations/functions.h"
#include "keratin/ops/selection.h"

namespace keratin::activations {

Tensor glu(const Tensor& x, int axis) { return ops::glu(x, axis); }
Tensor sparsemax(const Tensor& x, int axis) { return ops::sparsemax(x, axis); }

}  // namespace keratin::activations
