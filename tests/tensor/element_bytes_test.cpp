#include "keratin/tensor/element_bytes_internal.h"

#include <gtest/gtest.h>

#include <vector>

#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

TEST(ElementBytes, GoFromASourceToATensorAndBack) {
  const auto source = memory_source("x", {9, 1, 0, 2, 0});
  const Tensor x = read_elements(*source, 1, {2}, uint16);
  EXPECT_EQ(x.to_vector<int>(), (std::vector<int>{1, 2}));
  const auto bytes = element_bytes(x);
  EXPECT_EQ(std::vector<uint8_t>(bytes.begin(), bytes.end()), (std::vector<uint8_t>{1, 0, 2, 0}));
  EXPECT_EQ(read_elements(*source, 5, {0, 3}, float64).shape(), (Shape{0, 3}));
  EXPECT_NE(testing::error_text([&] { read_elements(*source, 1, {3}, uint16); }), "no error");
}

TEST(ElementBytes, ABoolIsZeroOrOne) {
  const Tensor x = read_elements(*memory_source("x", {0, 1, 7, 255}), 0, {4}, bool_);
  const auto bytes = element_bytes(x);
  EXPECT_EQ(std::vector<uint8_t>(bytes.begin(), bytes.end()), (std::vector<uint8_t>{0, 1, 1, 1}));
}

TEST(ElementBytes, AShapeIsPossibleWhenItsStepsAre) {
  const auto is_possible = [](const std::vector<int64_t>& shape) {
    return is_possible_shape(shape);
  };
  constexpr int64_t million = 1'000'000;
  EXPECT_TRUE(is_possible({}));
  EXPECT_TRUE(is_possible({0, million, million}));
  EXPECT_TRUE(is_possible({million, million}));
  EXPECT_FALSE(is_possible({million, million, million}));
  EXPECT_FALSE(is_possible({0, million, million, million})) << "an empty one has steps too";
  EXPECT_FALSE(is_possible({-1}));
}

}  // namespace
}  // namespace keratin
