// text(): the one way in which messages are put together.
#include "keratin/base/text.h"

#include <gtest/gtest.h>

namespace keratin {
namespace {

TEST(Text, WritesBoolAsPythonDoes) { EXPECT_EQ(text(true, " ", false), "True False"); }

TEST(Text, JoinsWordsAndNumbers) {
  EXPECT_EQ(text("rows ", 784, ", axis ", -1), "rows 784, axis -1");
}

}  // namespace
}  // namespace keratin
