#include "keratin/layers/normalization/unit_normalization.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer;
using testing::expect_near;

TEST(UnitNormalization, MakesEachRowOfLengthOne) {
  layers::UnitNormalization unit;
  expect_near(unit(tensor({{3.0, 4.0}, {0.0, -2.0}, {0.0, 0.0}})),
              tensor({{0.6, 0.8}, {0.0, -1.0}, {0.0, 0.0}}), 1e-6);
}

TEST(UnitNormalization, TakesSeveralAxes) {
  layers::UnitNormalization unit({1, 2});
  expect_near(unit(tensor({{{1.0, 1.0}, {1.0, 1.0}}})), tensor({{{0.5, 0.5}, {0.5, 0.5}}}), 1e-6);
}

TEST(UnitNormalization, KeepsTheLayerContract) {
  check_layer(layers::UnitNormalization({.dtype = float64}), {.input = {3, 2}, .output = {3, 2}});
}

TEST(UnitNormalization, RefusesAnAxisThatIsNotThere) {
  EXPECT_THROW(layers::UnitNormalization({.axis = Axes{}}), ValueError);
  layers::UnitNormalization third(2);
  EXPECT_THROW(third(ones({2, 2})), ShapeError);
}

}  // namespace
}  // namespace keratin
