// Whether integers lie where an operation needs them: one question to the device.
#pragma once
#include <optional>

#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// The first element of x (int32 or int64) outside [low, high), if there is one. Of a symbolic
/// tensor nothing is known.
std::optional<int64_t> first_outside(const Tensor& x, int64_t low, int64_t high);

}  // namespace keratin::ops
