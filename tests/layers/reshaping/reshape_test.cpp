#include "keratin/layers/reshaping/reshape.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer;
using testing::expect_near;

TEST(Reshape, KeepsTheLayerContract) {
  check_layer(layers::Reshape({4, 3}, {.dtype = float64}), {.input = {2, 6}, .output = {4, 3}});
  check_layer(layers::Reshape({3, -1}, {.dtype = float64}), {.input = {12}, .output = {3, 4}});
}

TEST(Reshape, SaysThatTheElementsDiffer) {
  layers::Reshape reshape({5, 5});
  try {
    reshape(ones({2, 24}));
    FAIL() << "did not throw";
  } catch (const ShapeError& error) {
    EXPECT_NE(std::string(error.what()).find("reshape (Reshape)"), std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace keratin
