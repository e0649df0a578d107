#include "keratin/autodiff/gradient_check.h"

#include <algorithm>
#include <cmath>

#include "keratin/autodiff/tape.h"
#include "keratin/autodiff/variable.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

using Function = FunctionRef<Tensor(const std::vector<Tensor>&)>;

/// In [0.5, 1.5), no two neighbours alike: multiples of the golden ratio, modulo one.
double weight_of(size_t i) {
  const double x = 0.6180339887498949 * static_cast<double>(i + 1);
  return 0.5 + x - std::floor(x);
}

double weighted_sum(const Tensor& y) {
  double total = 0;
  size_t i = 0;
  for (const double value : y.to_vector<double>()) total += weight_of(i++) * value;
  return total;
}

/// The same sum as a value that the tape follows.
Tensor recorded_sum(const Tensor& y) {
  const Tensor loss = tensor(std::vector<double>{weighted_sum(y)}, Shape{});
  return record("weighted_sum", loss, {&y}, [shape = y.shape(), dtype = y.dtype()](const Tensor&) {
    std::vector<double> slope(static_cast<size_t>(shape.size()));
    for (size_t i = 0; i < slope.size(); ++i) slope[i] = weight_of(i);
    return Gradients{tensor(slope, shape).as_dtype(dtype)};
  });
}

double shifted_loss(Function f, const std::vector<Tensor>& inputs, size_t which, int64_t element,
                    double shift) {
  const NoGradient quiet;
  std::vector<Tensor> changed;
  for (const Tensor& x : inputs) changed.push_back(tensor(x.to_vector<double>(), x.shape()));
  changed[which].mutable_data<double>()[element] += shift;
  return weighted_sum(f(changed));
}

std::vector<Tensor> tape_gradients(Function f, const std::vector<Tensor>& inputs) {
  std::vector<Variable> variables;
  std::vector<Tensor> values;
  for (const Tensor& x : inputs) {
    if (x.dtype() != float64) {
      throw_dtype_error(text("check_gradients needs float64, not ", name_of(x.dtype())));
    }
    variables.emplace_back(x);
    values.push_back(variables.back().value());
  }
  return gradients(recorded_sum(f(values)), variables);
}

}  // namespace

std::string GradientCheck::to_string() const {
  return text(largest_error, " at element ", element, " of input ", input, ": tape ", tape,
              ", differences ", numeric);
}

GradientCheck check_gradients(Function f, const std::vector<Tensor>& inputs,
                              const GradientCheckOptions& options) {
  const std::vector<Tensor> slopes = tape_gradients(f, inputs);
  GradientCheck worst;
  for (size_t which = 0; which < inputs.size(); ++which) {
    const std::vector<double> slope = slopes[which].to_vector<double>();
    for (int64_t i = 0; i < inputs[which].size(); ++i) {
      const double up = shifted_loss(f, inputs, which, i, options.step);
      const double down = shifted_loss(f, inputs, which, i, -options.step);
      const double numeric = (up - down) / (2 * options.step);
      const double tape = slope[static_cast<size_t>(i)];
      const double error = std::abs(tape - numeric) / std::max(1.0, std::abs(numeric));
      if (error <= worst.largest_error) continue;
      worst = {error, which, i, tape, numeric};
      if (std::isnan(error)) return worst;
    }
  }
  return worst;
}

}  // namespace keratin
