// Whether numbers are whole and lie where an operation needs them: one question to the device.
#pragma once
#include <optional>

#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// The first element of x that is no whole number in [low, high), if there is one. Of a symbolic
/// tensor nothing is known.
std::optional<Scalar> first_outside(const Tensor& x, int64_t low, int64_t high);

/// Class numbers as integers. Throws ValueError, naming `call`, for floating ones that are not
/// whole or too large.
Tensor whole_labels(const char* call, const Tensor& labels);

/// "label 0.5 is no whole number", or that it is none of that many classes. Throws ValueError.
[[noreturn]] void throw_label(const char* call, Scalar label, int64_t classes);

}  // namespace keratin::ops
