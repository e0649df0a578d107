#include "keratin/layers/preprocessing/rescaling.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer;
using testing::expect_near;

TEST(Rescaling, KeepsTheLayerContract) {
  check_layer(layers::Rescaling(0.5, {.offset = -1, .dtype = float64}),
              {.input = {3, 2}, .output = {3, 2}});
}

TEST(Rescaling, TurnsBytesIntoFloats) {
  const Tensor y = layers::Rescaling(1.0 / 255)(tensor({{0, 51, 255}}, uint8));
  EXPECT_EQ(y.dtype(), float32);
  expect_near(y, tensor({{0.0, 0.2, 1.0}}), 1e-6);
  expect_near(layers::Rescaling(2, {.offset = 1})(tensor({{0.0, 3.0}})), tensor({{1, 7}}), 1e-6);
}

TEST(Rescaling, TakesANumberForEachChannel) {
  const layers::Rescaling layer({.scale = {0.5, 2.0}, .offset = {1, -1}});
  expect_near(layer(tensor({{2, 3}, {4, 5}}, uint8)), tensor({{2.0, 5.0}, {3.0, 9.0}}), 1e-6);
  check_layer(layers::Rescaling({.scale = {0.5, 2.0}, .dtype = float64}),
              {.input = {3, 2}, .output = {3, 2}});
  EXPECT_THROW(layer(zeros({2, 3})), ShapeError);
}

}  // namespace
}  // namespace keratin
