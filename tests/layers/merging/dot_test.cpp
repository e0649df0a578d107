#include "keratin/layers/merging/dot.h"

#include <gtest/gtest.h>

#include "keratin/layers/core/input.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::error_text;
using testing::expect_near;

TEST(Dot, SumsVectorsSampleBySample) {
  const Tensor x = tensor({{1.0, 2.0}, {3.0, 4.0}}), y = tensor({{5.0, 6.0}, {-1.0, 0.5}});
  expect_near(layers::Dot(1)({x, y}), tensor({{17.0}, {-1.0}}), 1e-6);
}

TEST(Dot, TakesOneAxisOfEachInput) {
  const Tensor x = tensor({{{1.0, 2.0}, {3.0, 4.0}}});             // (1, 2, 2)
  const Tensor y = tensor({{{1.0, 0.0, 2.0}, {0.0, 1.0, -1.0}}});  // (1, 2, 3)
  expect_near(layers::Dot({2, 1})({x, y}), tensor({{{1.0, 2.0, 0.0}, {3.0, 4.0, 2.0}}}), 1e-6);
  expect_near(layers::Dot(Axes{1, 1})({x, y}), tensor({{{1.0, 3.0, -1.0}, {2.0, 4.0, 0.0}}}), 1e-6);
}

TEST(Dot, OfUnitVectorsIsTheirCosine) {
  const Tensor x = tensor({{3.0, 4.0}}), y = tensor({{4.0, 3.0}});
  expect_near(layers::Dot(1, {.normalize = true})({x, y}), tensor({{0.96}}), 1e-6);
}

TEST(Dot, GivesTheShapeOfSymbolicInputs) {
  EXPECT_EQ(layers::Dot(2)({Input({3, 5}), Input({4, 5})}).shape(), (Shape{None, 3, 4}));
}

TEST(Dot, RefusesAxesThatDoNotFit) {
  EXPECT_NE(error_text([] {
              layers::Dot(1)({ones({2, 3}), ones({2, 4})});
            }).find("ShapeError in dot (Dot): axis 1 of the first and axis 1 of the second input"),
            std::string::npos);
  EXPECT_EQ(error_text([] {
              layers::Dot(0)({ones({2, 3}), ones({2, 3})});
            }),
            "ValueError in dot (Dot): axis 0 is the batch, which is not summed");
}

}  // namespace
}  // namespace keratin
