#include "tests/support/check_layer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/autodiff/gradient_check.h"
#include "keratin/autodiff/tape.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/reduce.h"
#include "tests/support/gradient_check.h"

namespace keratin::testing {
namespace {

/// sum(y * w) with weights that differ from element to element.
Tensor weighted(const Tensor& y) { return ops::sum(y * uniform_tensor(y.shape(), 0.5, 1.5, 99)); }

void check_shapes(layers::Layer& layer, const LayerContract& contract) {
  for (const int64_t batch : {3, 1, 0}) {
    const Shape x_shape = contract.input.inserted(0, batch);
    const Shape y_shape = contract.output.inserted(0, batch);
    EXPECT_EQ(layer.output_shape(x_shape), y_shape);
    const Tensor y = layer(uniform_tensor(x_shape, contract.low, contract.high, 1));
    EXPECT_EQ(y.shape(), y_shape) << "a batch of " << batch;
    EXPECT_EQ(y.dtype(), float64);
  }
  EXPECT_EQ(layer.output_shape(contract.input.inserted(0, None)),
            contract.output.inserted(0, None));
}

void check_weights(layers::Layer& layer, const LayerContract& contract) {
  std::vector<Tensor> values = layer.get_weights();
  EXPECT_EQ(values.size(), contract.weights);
  int64_t count = 0;
  for (const Tensor& value : values) count += value.size();
  EXPECT_EQ(layer.count_params(), count);
  for (Tensor& value : values) value = uniform_tensor(value.shape(), -0.7, 0.7, 5);
  layer.set_weights(values);
  for (size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(layer.get_weights()[i].to_vector<double>(), values[i].to_vector<double>());
  }
}

void check_weight_gradients(layers::Layer& layer, const Tensor& x) {
  const std::vector<Variable> variables = layer.trainable_weights();
  if (variables.empty()) return;
  const auto slopes = gradients(weighted(layer(x)), variables);
  const double step = 1e-6;
  for (size_t i = 0; i < variables.size(); ++i) {
    const Tensor start = variables[i].value().copy();
    const auto slope = slopes[i].to_vector<double>();
    for (int64_t j = 0; j < start.size(); ++j) {
      double values[2] = {};
      for (const int side : {0, 1}) {
        Tensor moved = start.copy();
        moved.mutable_data<double>()[j] += side == 0 ? -step : step;
        Variable variable = variables[i];
        variable.assign(moved);
        values[side] = weighted(layer(x)).item();
      }
      EXPECT_NEAR(slope[static_cast<size_t>(j)], (values[1] - values[0]) / (2 * step), 1e-6)
          << variables[i].name() << ", element " << j;
    }
    Variable variable = variables[i];
    variable.assign(start);
  }
}

}  // namespace

void check_layer(layers::Layer& layer, const LayerContract& contract) {
  check_shapes(layer, contract);
  check_weights(layer, contract);
  const Tensor x = uniform_tensor(contract.input.inserted(0, 2), contract.low, contract.high, 3);
  const GradientCheck check =
      check_gradients([&](const std::vector<Tensor>& inputs) { return layer(inputs[0]); }, {x});
  EXPECT_LT(check.largest_error, 1e-6) << check.to_string();
  check_weight_gradients(layer, x);
  const layers::Layer& fixed = layer;
  EXPECT_EQ(fixed(x).to_vector<double>(), layer(x).to_vector<double>());
}

}  // namespace keratin::testing
