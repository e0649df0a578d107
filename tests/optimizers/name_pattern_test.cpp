// Patterns are found anywhere in a name, and what is none is told.
#include <gtest/gtest.h>

#include "keratin/optimizers/name_pattern_internal.h"
#include "tests/support/error_text.h"

namespace keratin::optimizers {
namespace {

TEST(NamePattern, IsFoundAnywhere) {
  EXPECT_TRUE(is_found("bias", "dense_1/bias"));
  EXPECT_TRUE(is_found("^bias$", "bias"));
  EXPECT_FALSE(is_found("^bias$", "bias_1"));
  EXPECT_TRUE(is_found("kernel|gam{2}a", "gamma"));
  EXPECT_FALSE(is_found("a.c", "ac"));
}

TEST(NamePattern, IsRefusedWhenItIsNone) {
  check_pattern("call", "^bias$");
  EXPECT_EQ(testing::error_text([] { check_pattern("call", "("); }).substr(0, 36),
            "ValueError: call: '(' is no pattern\n");
}

}  // namespace
}  // namespace keratin::optimizers
