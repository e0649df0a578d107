#include "keratin/layers/activation/softmax.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer;
using testing::error_text;
using testing::expect_near;

TEST(Softmax, KeepsTheLayerContract) {
  check_layer(layers::Softmax({.dtype = float64}), {.input = {3, 4}, .output = {3, 4}});
}

TEST(Softmax, AddsUpToOne) {
  expect_near(layers::Softmax()(tensor({{0.0, 0.0, 0.0, 0.0}})), tensor({{0.25, 0.25, 0.25, 0.25}}),
              1e-6);
}

TEST(Softmax, KeepsTheLayerContractOverSeveralAxes) {
  check_layer(layers::Softmax({.axis = {1, 2}, .dtype = float64}),
              {.input = {3, 4}, .output = {3, 4}});
}

TEST(Softmax, GivesKerassNumbersForAxesAndMasks) {
  const testing::Golden golden("softmax_layer");
  const std::pair<std::string, layers::Softmax> all[] = {{"last", layers::Softmax()},
                                                         {"1", layers::Softmax(1)},
                                                         {"1_2", layers::Softmax({1, 2})},
                                                         {"2_0", layers::Softmax(Axes{-1, 0})},
                                                         {"all", layers::Softmax({0, 1, 2})}};
  const Tensor& x = golden["x"];
  for (const auto& [key, layer] : all) {
    expect_near(layer(x), golden["y_" + key], 1e-6, key);
    expect_near(layer(x, {.mask = golden["mask"]}), golden["masked_" + key], 1e-6, key);
    expect_near(layer(x, {.mask = golden["row_mask"]}), golden["row_masked_" + key], 1e-6, key);
    expect_near(layer(x, {.mask = golden["scale"]}), golden["scaled_" + key], 1e-6, key);
  }
}

TEST(Softmax, RefusesMasksOfOtherShapes) {
  const Tensor x = zeros({2, 3, 4});
  EXPECT_NE(error_text([&] {
              layers::Softmax()(x, {.mask = ones({2, 3})});
            }).find("the mask must be broadcastable to the input"),
            std::string::npos);
  EXPECT_FALSE(error_text([&] { layers::Softmax()(x, {.mask = ones({1, 2, 3, 4})}); }).empty());
}

}  // namespace
}  // namespace keratin
