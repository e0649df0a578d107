#include "keratin/layers/core/identity.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer;
using testing::expect_near;

TEST(Identity, KeepsTheLayerContract) {
  check_layer(layers::Identity({.dtype = float64}), {.input = {3, 2}, .output = {3, 2}});
}

TEST(Identity, ReturnsItsInput) {
  layers::Identity identity;
  const Tensor x = tensor({{1.5, -2.0}});
  expect_near(identity(x), x, 0);
}

}  // namespace
}  // namespace keratin
