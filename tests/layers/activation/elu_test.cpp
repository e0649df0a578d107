#include "keratin/layers/activation/elu.h"

#include <gtest/gtest.h>

#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer;
using testing::expect_near;

TEST(ELULayer, KeepsTheLayerContract) {
  check_layer(layers::ELU({.dtype = float64}), {.input = {3}, .output = {3}});
  check_layer(layers::ELU(0.5, {.dtype = float64}),
              {.input = {3}, .output = {3}, .low = -1.5, .high = -0.2});
}

TEST(ELULayer, IsTheExponentialBelowZero) {
  expect_near(layers::ELU()(tensor({{-2.0, 0.0, 3.0}})), tensor({{-0.86466473, 0.0, 3.0}}), 1e-6);
  expect_near(layers::ELU(0.5)(tensor({{-2.0, 3.0}})), tensor({{-0.43233237, 3.0}}), 1e-6);
  EXPECT_EQ(layers::ELU()(tensor({{-2, 1}})).dtype(), float32);
}

TEST(ELULayer, PassesMasks) {
  Tensor x = ones({2, 3});
  set_mask(x, ones({2, 3}, bool_));
  EXPECT_TRUE(mask_of(layers::ELU()(x)).defined());
}

}  // namespace
}  // namespace keratin
