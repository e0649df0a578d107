#include "keratin/layers/activation/prelu.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer;
using testing::expect_near;

TEST(PReLU, KeepsTheLayerContract) {
  check_layer(layers::PReLU({.dtype = float64}),
              {.input = {3}, .output = {3}, .weights = 1, .low = -1.5, .high = -0.2});
  check_layer(layers::PReLU({.shared_axes = {1, 2}, .dtype = float64}),
              {.input = {2, 3, 2}, .output = {2, 3, 2}, .weights = 1, .low = -1.5, .high = -0.2});
}

TEST(PReLU, LearnsASlopeForEachElement) {
  layers::PReLU prelu({.alpha_initializer = "ones"});
  expect_near(prelu(tensor({{-2.0, 0.0, 3.0}})), tensor({{-2.0, 0.0, 3.0}}), 0);
  prelu.set_weights({tensor({0.5, 1.0, 2.0})});
  expect_near(prelu(tensor({{-2.0, -2.0, -2.0}, {1.0, 2.0, 3.0}})),
              tensor({{-1.0, -2.0, -4.0}, {1.0, 2.0, 3.0}}), 1e-6);
}

TEST(PReLU, SharesSlopesAlongAxesThatCountFromOne) {
  const auto shape_of_alpha = [](Axes shared) {
    layers::PReLU prelu({.shared_axes = shared});
    prelu.build({None, 3, 4});
    return prelu.alpha().shape();
  };
  EXPECT_EQ(shape_of_alpha({}), (Shape{3, 4}));
  EXPECT_EQ(shape_of_alpha(1), (Shape{1, 4}));
  EXPECT_EQ(shape_of_alpha({1, 2}), (Shape{1, 1}));
  EXPECT_EQ(shape_of_alpha(-1), (Shape{1, 4}));  // as in Keras
}

TEST(PReLU, ComputesInTheDtypeOfItsPolicy) {
  layers::PReLU prelu({.alpha_initializer = "ones", .dtype = "mixed_bfloat16"});
  EXPECT_EQ(prelu(tensor({{-2.0, 3.0}})).dtype(), bfloat16);
  EXPECT_EQ(prelu.alpha().dtype(), float32);
}

TEST(PReLU, WritesSharedAxesAsAList) {
  EXPECT_EQ(layers::PReLU({.shared_axes = 1}).get_config()["shared_axes"],
            ConfigValue(ConfigValue::List{1}));
  const auto again = layers::PReLU::from_config(layers::PReLU().get_config());
  EXPECT_TRUE(again->get_config()["shared_axes"].is_none());
}

TEST(PReLU, RefusesWhatItWasNotBuiltFor) {
  layers::PReLU prelu;
  prelu(ones({2, 3}));
  EXPECT_THROW(prelu(ones({2, 4})), ShapeError);
  EXPECT_THROW(prelu(ones({2, 1, 3})), ShapeError);
  EXPECT_NE(testing::error_text([] {
              layers::PReLU().output_shape({None, None, 3});
            }).find("the lengths of the axes that are not shared must be known"),
            std::string::npos);
  EXPECT_THROW(layers::PReLU({.shared_axes = 3})(ones({2, 3})), ShapeError);
}

TEST(PReLU, PassesMasks) {
  Tensor x = ones({2, 3});
  set_mask(x, ones({2, 3}, bool_));
  EXPECT_TRUE(mask_of(layers::PReLU()(x)).defined());
}

}  // namespace
}  // namespace keratin
