// An owning reference to a callable, and what happens when there is none.
#include "keratin/base/function.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/support/error_text.h"

namespace keratin {
namespace {

int doubled(int x) { return 2 * x; }

TEST(Function, CallsWhatItWasMadeOf) {
  int offset = 3;
  const Function<int(int)> plain = doubled, shifted = [&offset](int x) { return x + offset; };
  EXPECT_EQ(plain(4), 8);
  offset = 10;
  EXPECT_EQ(shifted(4), 14);
  EXPECT_EQ(Function<int(int)>(std::function<int(int)>(doubled))(5), 10);
}

TEST(Function, OfNothingThrows) {
  int (*none)(int) = nullptr;
  for (const Function<int(int)>& empty :
       {Function<int(int)>(), Function<int(int)>(std::function<int(int)>()),
        Function<int(int)>(none)}) {
    EXPECT_FALSE(empty);
    EXPECT_EQ(testing::error_text([&] { empty(1); }),
              "ValueError: an empty function was called\n"
              "  hint  it was made of nothing, or of an empty std::function");
  }
}

}  // namespace
}  // namespace keratin
