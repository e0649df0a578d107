#include "keratin/layers/merging/concatenate.h"

#include <gtest/gtest.h>

#include "keratin/layers/core/input.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::error_text;
using testing::expect_near;

TEST(Concatenate, PutsTensorsSideBySide) {
  const Tensor x = tensor({{1.0, 2.0}}), y = tensor({{3.0}});
  expect_near(layers::Concatenate()({x, y, x}), tensor({{1.0, 2.0, 3.0, 1.0, 2.0}}), 0);
  const Tensor high = layers::Concatenate({.axis = 1})({ones({2, 3, 4}), zeros({2, 1, 4})});
  EXPECT_EQ(high.shape(), (Shape{2, 4, 4}));
}

TEST(Concatenate, AddsLengthsOfSymbolicInputs) {
  const Tensor joined = layers::Concatenate()({Input({3, 4}), Input({3, 2})});
  EXPECT_EQ(joined.shape(), (Shape{None, 3, 6}));
}

TEST(Concatenate, RefusesOtherShapes) {
  EXPECT_EQ(error_text([] {
              layers::Concatenate()({ones({2, 3, 4}), ones({2, 5, 4})});
            }),
            "ShapeError in concatenate (Concatenate): the inputs need equal shapes except along "
            "axis -1\n"
            "  shapes  [(2, 3, 4), (2, 5, 4)]");
}

TEST(Concatenate, JoinsMasksAlongTheSteps) {
  const Tensor x = ones({1, 2, 3}), y = ones({1, 1, 3});
  set_mask(x, tensor({{1.0, 0.0}}).astype(bool_));
  const Tensor joined = layers::Concatenate({.axis = 1})({x, y});
  EXPECT_EQ(mask_of(joined).to_vector<int>(), (std::vector<int>{1, 0, 1}));
}

}  // namespace
}  // namespace keratin
