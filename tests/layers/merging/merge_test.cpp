#include "keratin/layers/merging/merge.h"

#include <gtest/gtest.h>

#include "keratin/layers/core/input.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::error_text;
using testing::expect_near;

const Tensor a = tensor({{1.0, 5.0}, {-2.0, 3.0}}), b = tensor({{4.0, 2.0}, {-6.0, 3.0}}),
             c = tensor({{1.0, -1.0}, {2.0, 0.5}});

TEST(Merge, TwoInputsElementByElement) {
  expect_near(layers::Add()({a, b}), tensor({{5.0, 7.0}, {-8.0, 6.0}}), 0);
  expect_near(layers::Subtract()({a, b}), tensor({{-3.0, 3.0}, {4.0, 0.0}}), 0);
  expect_near(layers::Multiply()({a, b}), tensor({{4.0, 10.0}, {12.0, 9.0}}), 0);
  expect_near(layers::Average()({a, b}), tensor({{2.5, 3.5}, {-4.0, 3.0}}), 0);
  expect_near(layers::Maximum()({a, b}), tensor({{4.0, 5.0}, {-2.0, 3.0}}), 0);
  expect_near(layers::Minimum()({a, b}), tensor({{1.0, 2.0}, {-6.0, 3.0}}), 0);
}

TEST(Merge, ThreeInputsAndOne) {
  expect_near(layers::Add()({a, b, c}), tensor({{6.0, 6.0}, {-6.0, 6.5}}), 0);
  expect_near(layers::Multiply()({a, b, c}), tensor({{4.0, -10.0}, {24.0, 4.5}}), 0);
  expect_near(layers::Average()({a, b, c}), tensor({{2.0, 2.0}, {-2.0, 6.5 / 3}}), 1e-6);
  expect_near(layers::Maximum()({a, b, c}), tensor({{4.0, 5.0}, {2.0, 3.0}}), 0);
  expect_near(layers::Minimum()({a, b, c}), tensor({{1.0, -1.0}, {-6.0, 0.5}}), 0);
  expect_near(layers::Add()({a}), a, 0);
}

TEST(Merge, FewerAxesComeBehindTheBatch) {
  const Tensor x = tensor({{{1.0, 2.0}, {3.0, 4.0}}}), y = tensor({{10.0, 20.0}});
  expect_near(layers::Add()({x, y}), tensor({{{11.0, 22.0}, {13.0, 24.0}}}), 0);
}

TEST(Merge, GivesTheShapeOfSymbolicInputs) {
  const Tensor sum = layers::Add()({Input({3, 4}), Input({1, 4})});
  EXPECT_EQ(sum.shape(), (Shape{None, 3, 4}));
}

TEST(Merge, RefusesWhatCannotBeMerged) {
  EXPECT_EQ(error_text([] {
              layers::Subtract()({a, b, c});
            }),
            "ValueError in subtract (Subtract): a list of exactly 2 inputs is merged, received 3\n"
            "  hint  call it with a list: subtract({a, b})");
  EXPECT_EQ(error_text([] {
              layers::Add()({a, ones({3, 2})});
            }),
            "ShapeError in add (Add): tensors with different batch sizes cannot be merged\n"
            "  shapes  [(2, 2), (3, 2)]");
  EXPECT_NE(error_text([] {
              layers::Add()({a, ones({2, 3})});
            }).find("ShapeError in add (Add)"),
            std::string::npos);
}

TEST(Merge, CountsAnElementThatCountsInOneInput) {
  const Tensor x = a.copy(), y = b.copy();
  set_mask(x, tensor({1.0, 0.0}).astype(bool_));
  EXPECT_FALSE(mask_of(layers::Add()({x, y})).defined());
  set_mask(y, tensor({0.0, 0.0}).astype(bool_));
  EXPECT_EQ(mask_of(layers::Add()({x, y})).to_vector<int>(), (std::vector<int>{1, 0}));
}

// Keras's Multiply, Maximum and Minimum; its Add, Average and Subtract do not look at masks.
TEST(Merge, LeavesOutWhatDoesNotCount) {
  const Tensor x = tensor({{{2.0}, {3.0}, {5.0}, {7.0}}}),
               y = tensor({{{4.0}, {1.0}, {6.0}, {8.0}}});
  set_mask(x, tensor({{true, false, true, false}}));
  const auto of = [&](const layers::Layer& layer) { return layer({x, y}).to_vector<double>(); };
  using Numbers = std::vector<double>;
  EXPECT_EQ(of(layers::Multiply()), (Numbers{8, 1, 30, 8}));
  EXPECT_EQ(of(layers::Maximum()), (Numbers{4, 1, 6, 8}));
  EXPECT_EQ(of(layers::Minimum()), (Numbers{2, 1, 5, 8}));
  set_mask(y, tensor({{true, true, false, false}}));
  EXPECT_EQ(of(layers::Multiply()), (Numbers{8, 1, 5, 0}));
  EXPECT_EQ(of(layers::Maximum()), (Numbers{4, 1, 5, 7}));
  EXPECT_EQ(of(layers::Add()), (Numbers{6, 4, 11, 15}));
}

}  // namespace
}  // namespace keratin
