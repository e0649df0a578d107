#include "tests/support/gradient_check.h"

#include <algorithm>
#include <cmath>

#include "keratin/autodiff/tape.h"
#include "keratin/base/random.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"

namespace keratin::testing {
namespace {

// No two elements alike, so that gradients that land in the wrong place are seen.
Tensor weighted_sum(const Tensor& y) {
  return ops::sum(y * uniform_tensor(y.shape(), 0.5, 1.5, 99));
}

double shifted_loss(const std::vector<Tensor>& inputs, size_t which, int64_t element, double shift,
                    TensorFunction f) {
  std::vector<Tensor> changed;
  for (const Tensor& x : inputs) changed.push_back(tensor(x.to_vector<double>(), x.shape()));
  changed[which].mutable_data<double>()[element] += shift;
  return weighted_sum(f(changed)).item<double>();
}

}  // namespace

double gradient_error(const std::vector<Tensor>& inputs, TensorFunction f, double step) {
  std::vector<Variable> variables;
  std::vector<Tensor> values;
  for (const Tensor& x : inputs) {
    variables.emplace_back(x);
    values.push_back(variables.back().value());
  }
  const std::vector<Tensor> slopes = gradients(weighted_sum(f(values)), variables);
  double worst = 0;
  for (size_t which = 0; which < inputs.size(); ++which) {
    const std::vector<double> slope = slopes[which].to_vector<double>();
    for (int64_t i = 0; i < inputs[which].size(); ++i) {
      const double up = shifted_loss(inputs, which, i, step, f);
      const double down = shifted_loss(inputs, which, i, -step, f);
      const double numeric = (up - down) / (2 * step);
      const double error = std::abs(slope[static_cast<size_t>(i)] - numeric);
      if (std::isnan(error)) return error;
      worst = std::max(worst, error / std::max(1.0, std::abs(numeric)));
    }
  }
  return worst;
}

Tensor uniform_tensor(const Shape& shape, double low, double high, uint64_t seed) {
  RandomSequence random({.seed = seed});
  std::vector<double> values(static_cast<size_t>(shape.size()));
  for (double& value : values) value = low + (high - low) * random.next_uniform();
  return tensor(values, shape);
}

}  // namespace keratin::testing
