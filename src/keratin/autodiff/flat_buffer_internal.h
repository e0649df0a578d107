// Variables in one block of memory, so that one call does the same with all of them.
#pragma once
#include <span>

#include "keratin/autodiff/variable.h"

namespace keratin {

/// Moves the float32 variables into one new block, on the device of the first, each at a multiple
/// of 64 bytes, in their order, with zeros in the gaps. Values and names stay; views of the old
/// memory no longer follow.
void lay_flat(std::span<Variable> variables);

/// Whether b begins where a flat buffer has what comes behind a: both float32 and row-major.
bool lies_behind(const Tensor& a, const Tensor& b);

}  // namespace keratin
