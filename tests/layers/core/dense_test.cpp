#include "keratin/layers/core/dense.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer;
using testing::expect_near;

TEST(Dense, IsXTimesKernelPlusBias) {
  layers::Dense dense(2);
  dense.build({2, 3});
  dense.set_weights({tensor({{1, 0}, {0, 1}, {1, 1}}), tensor({10, 20})});
  expect_near(dense(tensor({{1.0, 2.0, 3.0}, {0.0, 0.0, 0.0}})), tensor({{14, 25}, {10, 20}}), 0);
}

TEST(Dense, KeepsTheLayerContract) {
  check_layer(layers::Dense(4, {.activation = "tanh", .dtype = float64}),
              {.input = {3}, .output = {4}, .weights = 2});
  check_layer(layers::Dense(4, {.use_bias = false, .dtype = float64}),
              {.input = {5, 3}, .output = {5, 4}, .weights = 1});
}

TEST(Dense, BeginsWithGlorotUniformAndZeros) {
  layers::Dense dense(300);
  dense.build({None, 200});
  const std::vector<Tensor> weights = dense.get_weights();
  const double limit = 0.10954451150103322;  // sqrt(6 / (200 + 300))
  EXPECT_LE(weights[0].max().item(), limit);
  EXPECT_GT(weights[0].max().item(), 0.99 * limit);
  expect_near(weights[1], zeros({300}), 0);
}

TEST(Dense, NamesItselfAndTheShapes) {
  layers::Dense dense(2, {.name = "head"});
  dense.build({None, 3});
  try {
    dense(ones({2, 4}));
    FAIL() << "did not throw";
  } catch (const ShapeError& error) {
    const std::string text = error.what();
    EXPECT_NE(text.find("head (Dense)"), std::string::npos) << text;
    EXPECT_NE(text.find("(2, 4)"), std::string::npos) << text;
    EXPECT_NE(text.find("(3, 2)"), std::string::npos) << text;
  }
  EXPECT_THROW(layers::Dense(0), ValueError);
}

}  // namespace
}  // namespace keratin
