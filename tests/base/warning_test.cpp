#include "keratin/base/warning_internal.h"

#include <gtest/gtest.h>

namespace keratin {
namespace {

TEST(Warning, IsSaidOnce) {
  ::testing::internal::CaptureStderr();
  for (const char* text : {"one", "two", "one", "two"}) warn_once(text);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "warning: one\nwarning: two\n");
}

}  // namespace
}  // namespace keratin
