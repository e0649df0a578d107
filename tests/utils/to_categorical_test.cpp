#include "keratin/utils/to_categorical.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/ops/compare.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

TEST(ToCategorical, PutsAOneAtTheLabel) {
  EXPECT_TRUE(array_equal(utils::to_categorical(tensor({1, 0, 2})),
                          tensor({{0.0, 1.0, 0.0}, {1.0, 0.0, 0.0}, {0.0, 0.0, 1.0}})));
  EXPECT_EQ(utils::to_categorical(tensor({{1}, {0}}), 4).shape(), (Shape{2, 4}));
}

TEST(ToCategorical, RefusesLabelsOutsideTheClasses) {
  try {
    utils::to_categorical(tensor({1, 7}), 5);
    FAIL() << "no error";
  } catch (const ValueError& error) {
    EXPECT_STREQ(error.what(),
                 "ValueError: to_categorical: the label 7 is outside the 5 classes (0 to 4)");
  }
  EXPECT_THROW(utils::to_categorical(tensor({-1})), ValueError);
}

TEST(Normalize, DividesByTheNormAndLeavesZeros) {
  const Tensor x = tensor({{3.0, 4.0}, {0.0, 0.0}});
  EXPECT_TRUE(allclose(utils::normalize(x), tensor({{0.6, 0.8}, {0.0, 0.0}})));
  EXPECT_TRUE(allclose(utils::normalize(x, 0, 1), tensor({{1.0, 1.0}, {0.0, 0.0}})));
}

}  // namespace
}  // namespace keratin
