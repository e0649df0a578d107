#include "keratin/layers/reshaping/flatten.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer;
using testing::expect_near;

TEST(Flatten, KeepsTheLayerContract) {
  check_layer(layers::Flatten({.dtype = float64}), {.input = {3, 2, 4}, .output = {24}});
  check_layer(layers::Flatten({.dtype = float64}), {.input = {5}, .output = {5}});
}

TEST(Flatten, KeepsTheOrder) {
  layers::Flatten flatten;
  expect_near(flatten(tensor({{{1.0, 2.0}, {3.0, 4.0}}})), tensor({{1, 2, 3, 4}}), 0);
}

TEST(Flatten, PutsChannelsThatComeFirstBehind) {
  layers::Flatten flatten({.data_format = "channels_first"});
  expect_near(flatten(arange(12).reshape({1, 2, 3, 2})),
              tensor({{0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11}}), 0);
  EXPECT_EQ(flatten(tensor({1, 2})).shape(), (Shape{2, 1}));
}

}  // namespace
}  // namespace keratin
