// All activations against real Keras.
#include <gtest/gtest.h>

#include "keratin/activations/all.h"
#include "keratin/ops/index.h"
#include "keratin/tensor/creation.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::expect_near;
using testing::Golden;

const double tolerance = 1e-6;

TEST(GoldenActivations, EveryNameEqualsKeras) {
  const Golden golden("activations");
  for (const std::string_view name : activations::Activation::names) {
    const std::string key(name);
    if (key == "glu") continue;        // halves the axis, which must be even
    if (key == "sparsemax") continue;  // Keras 3.15's is wrong; see the next test
    expect_near((*activations::Activation::get(name))(golden["x"]), golden[key], tolerance, key);
  }
}

TEST(GoldenActivations, SparsemaxIsTheProjectionOnTheSimplex) {
  // By hand: the two largest stay, tau = (0.6 + 0.4 - 1) / 2 = 0; then tau = (3 + 2.5 - 1) / 2.
  expect_near(activations::sparsemax(tensor({{0.6, 0.4, -0.5}, {3.0, 2.5, 0.1}, {5.0, 1.0, 0.0}})),
              tensor({{0.6, 0.4, 0.0}, {0.75, 0.25, 0.0}, {1.0, 0.0, 0.0}}), tolerance);
}

TEST(GoldenActivations, ArgumentsMeanTheSame) {
  const Golden golden("activations");
  const Tensor& x = golden["x"];
  const auto expect = [&](const Tensor& y, const char* key) {
    expect_near(y, golden[key], tolerance, key);
  };
  expect(activations::glu(x[{slice(), slice(0, 8)}]), "glu");
  expect(activations::relu(x, {.negative_slope = 0.1, .max_value = 4, .threshold = 0.5}),
         "relu_all");
  expect(activations::leaky_relu(x, 0.1), "leaky_relu_01");
  expect(activations::elu(x, 2), "elu_2");
  expect(activations::celu(x, 2), "celu_2");
  expect(activations::gelu(x, true), "gelu_approximate");
  expect(activations::softmax(x, 0), "softmax_0");
  expect(activations::log_softmax(x, 0), "log_softmax_0");
  expect(activations::squareplus(x, 1), "squareplus_1");
  expect(activations::hard_shrink(x, 1), "hard_shrink_1");
  expect(activations::soft_shrink(x, 1), "soft_shrink_1");
  expect(activations::threshold(x, 1, -2), "threshold");
}

}  // namespace
}  // namespace keratin
