#include "keratin/ops/crossentropy.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/base/error.h"
#include "keratin/ops/compare.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

Tensor probabilities() { return tensor({{0.25, 0.5, 0.25}, {1.0, 0.0, 0.0}}); }

TEST(Crossentropy, IsTheLogarithmOfTheProbabilityOfTheTruth) {
  const Tensor expected = tensor({std::log(2.0), -std::log(1e-7)});
  const Tensor target = tensor({{0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}});
  EXPECT_TRUE(allclose(ops::categorical_crossentropy(target, probabilities()), expected));
  EXPECT_TRUE(
      allclose(ops::sparse_categorical_crossentropy(tensor({1, 2}), probabilities()), expected));
  EXPECT_TRUE(allclose(ops::sparse_categorical_crossentropy(tensor({{1}, {2}}), probabilities()),
                       expected));
}

TEST(Crossentropy, OutputsAreScaledToSumToOne) {
  const Tensor target = tensor({{0.0, 1.0}});
  EXPECT_NEAR(ops::categorical_crossentropy(target, tensor({{2.0, 2.0}})).item(), std::log(2.0),
              1e-6);
}

TEST(Crossentropy, LogitsMayLieFarOut) {
  const Tensor logits = tensor({{0.0, 1000.0}});
  EXPECT_EQ(ops::sparse_categorical_crossentropy(tensor({0}), logits, true).item(), 1000);
  EXPECT_EQ(ops::binary_crossentropy(tensor({0.0}), tensor({1000.0}), true).item(), 1000);
}

TEST(Crossentropy, BinaryIsElementByElement) {
  const Tensor y = ops::binary_crossentropy(tensor({1.0, 0.0}), tensor({0.5, 0.75}));
  EXPECT_TRUE(allclose(y, tensor({std::log(2.0), std::log(4.0)}), {.atol = 1e-6}));
}

TEST(Crossentropy, LabelsAndShapesAreChecked) {
  EXPECT_THROW(ops::sparse_categorical_crossentropy(tensor({0, 3}), probabilities()), ValueError);
  EXPECT_THROW(ops::sparse_categorical_crossentropy(tensor({0, -1}), probabilities()), ValueError);
  EXPECT_THROW(ops::sparse_categorical_crossentropy(tensor({0}), probabilities()), ShapeError);
  EXPECT_THROW(ops::categorical_crossentropy(ones({2, 2}), probabilities()), ShapeError);
}

}  // namespace
}  // namespace keratin
