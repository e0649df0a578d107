#include "keratin/layers/core/einsum_dense.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/layers/core/input.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using layers::EinsumDense;
using testing::check_layer, testing::error_text, testing::expect_near;

TEST(EinsumDense, KeepsTheLayerContract) {
  check_layer(EinsumDense("abc,cd->abd", {None, 4},
                          {.activation = "tanh", .bias_axes = "d", .dtype = float64}),
              {.input = {2, 3}, .output = {2, 4}, .weights = 2});
  check_layer(EinsumDense("...x,xy->...y", 4, {.dtype = float64}),
              {.input = {2, 3}, .output = {2, 4}, .weights = 1});
  check_layer(EinsumDense("ab...,bc->ac...", 4, {.bias_axes = "c", .dtype = float64}),
              {.input = {3, 2}, .output = {4, 2}, .weights = 2});
}

TEST(EinsumDense, IsTheProductPlusBias) {
  EinsumDense layer("abc,cd->abd", {None, 2}, {.bias_axes = "d"});
  layer.build({None, None, 2});
  layer.set_weights({tensor({{1.0, 0.0}, {2.0, 1.0}}), tensor({10.0, 20.0})});
  expect_near(layer(tensor({{{1.0, 2.0}, {3.0, 4.0}}})), tensor({{{15.0, 22.0}, {21.0, 24.0}}}), 0);
}

TEST(EinsumDense, ComputesWholeNumbersAndHalvesInItsDType) {
  EinsumDense layer("ab,bc->ac", 2, {.kernel_initializer = "ones", .dtype = "mixed_bfloat16"});
  const Tensor y = layer(tensor({{1, 2, 3}}));
  EXPECT_EQ(y.dtype(), bfloat16);
  EXPECT_EQ(layer.kernel().dtype(), float32);
  expect_near(y.astype(float32), tensor({{6.0, 6.0}}), 0);
}

// Fans from the axes that are summed and made, whatever their order: 30 in, 200 out.
TEST(EinsumDense, TellsTheInitializerWhichAxesAreSummed) {
  EinsumDense layer("abc,decb->ade", {20, 10});
  layer.build({None, 3, 10});
  EXPECT_EQ(layer.kernel().shape(), (Shape{20, 10, 10, 3}));
  const double limit = std::sqrt(6.0 / (30 + 200));
  EXPECT_LE(layer.kernel().value().max().item(), limit);
  EXPECT_GT(layer.kernel().value().max().item(), 0.99 * limit);
  const ConfigValue written = layer.get_config()["kernel_initializer"];
  EXPECT_TRUE(written.as_config()["config"].as_config()["input_axes"].is_none());
}

TEST(EinsumDense, KnowsShapesBeforeValues) {
  EXPECT_EQ(EinsumDense("...x,xy->...y", 4)(Input({None, 3})).shape(), (Shape{None, None, 4}));
  EXPECT_EQ(EinsumDense("ab...,bc->ac...", 4)(Input({3, None})).shape(), (Shape{None, 4, None}));
}

TEST(EinsumDense, ReadsOneLengthOrAList) {
  const auto one = EinsumDense::from_config({{"equation", "ab,bc->ac"}, {"output_shape", 4}});
  EXPECT_EQ(one->get_config()["output_shape"].to_string(), "[4]");
  const auto two = EinsumDense::from_config(
      {{"equation", "abc,cd->abd"}, {"output_shape", ConfigValue::List{nullptr, 4}}});
  EXPECT_EQ(two->get_config()["output_shape"].to_string(), "[null, 4]");
}

TEST(EinsumDense, RefusesOtherShapes) {
  EinsumDense layer("...x,xy->...y", 4, {.name = "e"});
  layer.build({None, 3});
  EXPECT_EQ(error_text([&] {
              layer(ones({2, 2, 3}));
            }),
            "ShapeError in e (EinsumDense): the layer was built for inputs with 2 axes\n"
            "  input  float32 (2, 2, 3)");
  EXPECT_NE(error_text([&] { layer(ones({2, 4})); }).find("e (EinsumDense)"), std::string::npos);
}

TEST(EinsumDense, RefusesImpossibleArguments) {
  EXPECT_THROW(EinsumDense("ab,bc->ac...", 4), ValueError);
  EXPECT_THROW(EinsumDense("ab,bc->ac", 4, {.lora_rank = 2}), ValueError);
  EXPECT_THROW(EinsumDense("ab,bc->ac", 4, {.quantization_config = Config()}), ValueError);
}

}  // namespace
}  // namespace keratin
