#include "keratin/layers/activation/leaky_relu.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer;
using testing::expect_near;

TEST(LeakyReLU, KeepsTheLayerContract) {
  check_layer(layers::LeakyReLU({.dtype = float64}), {.input = {3}, .output = {3}});
}

TEST(LeakyReLU, HasKerasSlope) {
  expect_near(layers::LeakyReLU()(tensor({{-10.0, 4.0}})), tensor({{-3.0, 4.0}}), 1e-6);
  expect_near(layers::LeakyReLU({.negative_slope = 0.5})(tensor({{-10.0, 4.0}})),
              tensor({{-5.0, 4.0}}), 1e-6);
}

}  // namespace
}  // namespace keratin
