#include "keratin/layers/activation/relu.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer;
using testing::expect_near;

TEST(ReLU, KeepsTheLayerContract) {
  check_layer(layers::ReLU({.dtype = float64}), {.input = {3, 2}, .output = {3, 2}});
}

TEST(ReLU, TakesKerasArguments) {
  const Tensor x = tensor({{-10.0, -1.0, 0.5, 1.0, 2.0, 9.0}});
  expect_near(layers::ReLU()(x), tensor({{0.0, 0.0, 0.5, 1.0, 2.0, 9.0}}), 1e-6);
  expect_near(layers::ReLU({.max_value = 6, .negative_slope = 0.1, .threshold = 1})(x),
              tensor({{-1.1, -0.2, -0.05, 0.0, 2.0, 6.0}}), 1e-6);
}

TEST(ReLU, RefusesNegativeArguments) {
  EXPECT_THROW(layers::ReLU({.max_value = -1}), ValueError);
  EXPECT_THROW(layers::ReLU({.negative_slope = -1}), ValueError);
}

}  // namespace
}  // namespace keratin
