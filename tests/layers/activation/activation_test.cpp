#include "keratin/layers/activation/activation.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer;
using testing::expect_near;

TEST(Activation, AppliesItsFunction) {
  layers::Activation activation("relu");
  expect_near(activation(tensor({{-1.0, 0.0, 2.0}})), tensor({{0, 0, 2}}), 0);
}

TEST(Activation, KeepsTheLayerContract) {
  check_layer(layers::Activation("tanh", {.dtype = float64}), {.input = {3, 2}, .output = {3, 2}});
  check_layer(layers::Activation("softmax", {.dtype = float64}), {.input = {4}, .output = {4}});
}

}  // namespace
}  // namespace keratin
