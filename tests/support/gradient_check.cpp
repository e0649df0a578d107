#include "tests/support/gradient_check.h"

#include "keratin/autodiff/gradient_check.h"
#include "keratin/base/random.h"
#include "keratin/tensor/creation.h"

namespace keratin::testing {

double gradient_error(const std::vector<Tensor>& inputs, TensorFunction f, double step) {
  return check_gradients(f, inputs, {.step = step}).largest_error;
}

Tensor uniform_tensor(const Shape& shape, double low, double high, uint64_t seed) {
  RandomSequence random({.seed = seed});
  std::vector<double> values(static_cast<size_t>(shape.size()));
  for (double& value : values) value = low + (high - low) * random.next_uniform();
  return tensor(values, shape);
}

}  // namespace keratin::testing
