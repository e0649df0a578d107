#include "keratin/layers/core/masking.h"

#include <gtest/gtest.h>

#include "keratin/autodiff/tape.h"
#include "keratin/layers/core/input.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer, testing::expect_near;

TEST(Masking, KeepsTheLayerContract) {
  check_layer(layers::Masking({.dtype = float64}), {.input = {3, 2}, .output = {3, 2}});
}

TEST(Masking, MasksStepsWhoseFeaturesAllHaveTheValue) {
  const Tensor x = {{{7.0, 7.0}, {7.0, 1.0}, {0.0, 0.0}}};
  const Tensor y = layers::Masking(7.0)(x);
  expect_near(y, tensor({{{0.0, 0.0}, {7.0, 1.0}, {0.0, 0.0}}}), 0);
  EXPECT_EQ(mask_of(y).shape(), (Shape{1, 3}));
  EXPECT_EQ(mask_of(y).to_vector<int>(), (std::vector<int>{0, 1, 1}));
  EXPECT_EQ(mask_of(layers::Masking()(x)).to_vector<int>(), (std::vector<int>{1, 1, 0}));
  EXPECT_FALSE(mask_of(x).defined());
}

TEST(Masking, ReplacesTheMaskOfItsInput) {
  const Tensor x = {{{0.0}, {2.0}}};
  set_mask(x, tensor({{1, 0}}).astype(bool_));
  EXPECT_EQ(mask_of(layers::Masking()(x)).to_vector<int>(), (std::vector<int>{0, 1}));
}

TEST(Masking, KeepsWholeNumbersWhole) {
  const Tensor y = layers::Masking(1)(tensor({{{1, 1}, {1, 2}}}));
  EXPECT_TRUE(is_integer(y.dtype()));
  EXPECT_EQ(y.to_vector<int>(), (std::vector<int>{0, 0, 1, 2}));
}

TEST(Masking, GivesNoGradientToMaskedSteps) {
  const Tensor x = watch(tensor({{{0.0, 0.0}, {0.0, 3.0}}}));
  expect_near(gradients(ops::sum(layers::Masking()(x)), {x})[0], tensor({{{0.0, 0.0}, {1.0, 1.0}}}),
              0);
}

TEST(Masking, KnowsShapesBeforeValues) {
  EXPECT_EQ(layers::Masking()(Input({None, 4})).shape(), (Shape{None, None, 4}));
}

}  // namespace
}  // namespace keratin
