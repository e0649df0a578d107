// What a layer at rest does to the output of the layer before it, which can then do it itself.
#pragma once
#include "keratin/backend/fused_activation.h"
#include "keratin/tensor/tensor.h"

namespace keratin {

/// activation(sum * factor + offset) in the place of the sum without its bias; factor and offset
/// [units] count the bias of the sum in, which `with_bias` does.
struct OutputScale {
  Tensor factor, offset;
  FusedActivation activation = {};

  /// The offset for sums that a bias [units] would still be added to, or none.
  Tensor offset_with(const Tensor& bias) const;
};

}  // namespace keratin
