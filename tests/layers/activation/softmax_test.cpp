#include "keratin/layers/activation/softmax.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer;
using testing::expect_near;

TEST(Softmax, KeepsTheLayerContract) {
  check_layer(layers::Softmax({.dtype = float64}), {.input = {3, 4}, .output = {3, 4}});
}

TEST(Softmax, AddsUpToOne) {
  expect_near(layers::Softmax()(tensor({{0.0, 0.0, 0.0, 0.0}})), tensor({{0.25, 0.25, 0.25, 0.25}}),
              1e-6);
}

}  // namespace
}  // namespace keratin
