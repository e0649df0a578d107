// All trainable weights of a model in one flat buffer.
#pragma once
#include <vector>

#include "keratin/autodiff/variable.h"

namespace keratin::models {

/// Moves the float32 variables into one new block of memory, each at a multiple of 64 bytes, in
/// their order. Values and names stay; views of the old memory no longer follow.
void flatten_parameters(std::vector<Variable>& variables);

}  // namespace keratin::models
