#include "keratin/autodiff/flat_buffer_internal.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "keratin/keratin.h"

namespace keratin {
namespace {

Tensor filled(const Shape& shape, int value) { return full(shape, value).astype(float32); }

TEST(FlatBuffer, MoveIntoOneBlockAtMultiplesOf64Bytes) {
  std::vector<Variable> variables = {Variable(filled({3, 5}, 1)), Variable(filled({2}, 2)),
                                     Variable(filled({17}, 3))};
  lay_flat(variables);
  const auto* first = reinterpret_cast<const char*>(variables[0].value().data<float>());
  const auto at = [&](size_t i) {
    return reinterpret_cast<const char*>(variables[i].value().data<float>()) - first;
  };
  EXPECT_EQ(at(1), 64);
  EXPECT_EQ(at(2), 128);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(first) % 64, 0U);
  EXPECT_TRUE(lies_behind(variables[0], variables[1]));
  EXPECT_TRUE(lies_behind(variables[1], variables[2]));
  EXPECT_FALSE(lies_behind(variables[0], variables[2]));
  EXPECT_FALSE(lies_behind(variables[0], zeros({2})));
  EXPECT_TRUE(array_equal(variables[0].value(), filled({3, 5}, 1)));
  EXPECT_TRUE(array_equal(variables[1].value(), filled({2}, 2)));
  EXPECT_TRUE(array_equal(variables[2].value(), filled({17}, 3)));
}

TEST(FlatBuffer, NoneIsNoBlock) {
  std::vector<Variable> none;
  lay_flat(none);
  EXPECT_TRUE(none.empty());
}

}  // namespace
}  // namespace keratin
