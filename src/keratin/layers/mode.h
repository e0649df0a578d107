// How a layer is called: for training or not, and at which step of which run.
#pragma once
#include <cstdint>
#include <vector>

#include "keratin/autodiff/tape.h"

namespace keratin {

/// Passed through every layer's call. `{.training = true}` is Keras's training=True.
struct Mode {
  bool training = false;
  /// The step of training, from which Dropout draws its mask; kNoStep lets the layer count.
  static constexpr uint64_t kNoStep = ~uint64_t{0};
  uint64_t step = kNoStep;
  /// Where activity regularizers leave their terms of the loss; null when nobody asks for them.
  TensorList* losses = nullptr;
};

}  // namespace keratin
