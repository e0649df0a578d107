// The gradients of the tape against central differences in float64: the one judge of every slope.
#pragma once
#include <vector>

#include "keratin/base/function_ref.h"
#include "keratin/tensor/tensor.h"

namespace keratin::testing {

using TensorFunction = FunctionRef<Tensor(const std::vector<Tensor>&)>;

/// The largest |tape - numeric| / max(1, |numeric|) over all elements of all inputs (float64), for
/// the scalar loss sum(f(inputs) * w) with fixed weights w that differ from element to element.
double gradient_error(const std::vector<Tensor>& inputs, TensorFunction f, double step = 1e-6);

/// `shape` filled with float64 numbers, uniform in [low, high), the same for the same seed.
Tensor uniform_tensor(const Shape& shape, double low, double high, uint64_t seed);

}  // namespace keratin::testing
