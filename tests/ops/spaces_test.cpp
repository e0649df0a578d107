#include "keratin/ops/spaces.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::error_text, testing::expect_near;

TEST(Spaces, AreKerass) {
  EXPECT_TRUE(array_equal(ops::identity(2, int32), tensor({{1, 0}, {0, 1}})));
  expect_near(ops::logspace(0, 2, {.num = 3}), tensor({1.0F, 10.0F, 100.0F}), 1e-5);
  expect_near(ops::logspace(0, 2, {.num = 3, .endpoint = false, .base = 2}),
              tensor({1.0F, 1.587401F, 2.519842F}), 1e-6);
  expect_near(ops::geomspace(1, 100, {.num = 3}), tensor({1.0F, 10.0F, 100.0F}), 1e-5);
  expect_near(ops::geomspace(-1, -100, {.num = 3}), tensor({-1.0F, -10.0F, -100.0F}), 1e-5);
  expect_near(ops::geomspace(1, 100, {.num = 4, .endpoint = false}),
              tensor({1.0F, 3.1622777F, 10.0F, 31.622776F}), 1e-5);
  EXPECT_EQ(ops::geomspace(1, 8, {.num = 1}).to_vector<float>(), (std::vector<float>{1}));
  EXPECT_EQ(ops::logspace(0, 1, {.num = 0}).shape(), (Shape{0}));
  EXPECT_NE(error_text([] { ops::geomspace(0, 1); }).find("one sign"), std::string::npos);
  EXPECT_NE(error_text([] { ops::logspace(0, 1, {.num = -1}); }).find("num is negative"),
            std::string::npos);
}

}  // namespace
}  // namespace keratin
