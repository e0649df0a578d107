// Short forms for tests of gradients.
#pragma once
#include <vector>

#include "keratin/base/function_ref.h"
#include "keratin/tensor/tensor.h"

namespace keratin::testing {

using TensorFunction = FunctionRef<Tensor(const std::vector<Tensor>&)>;

/// check_gradients(f, inputs).largest_error
double gradient_error(const std::vector<Tensor>& inputs, TensorFunction f, double step = 1e-6);

/// `shape` filled with float64 numbers, uniform in [low, high), the same for the same seed.
Tensor uniform_tensor(const Shape& shape, double low, double high, uint64_t seed);

}  // namespace keratin::testing
