#include "keratin/base/arguments_internal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support/error_text.h"

namespace keratin {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Whether check(number) throws, for each number in turn.
template <class Check>
std::string refused(Check check) {
  std::string result;
  for (const double number : {-1.0, 0.0, 0.5, 1.0, 2.0, kInfinity, std::nan("")}) {
    const bool is_refused =
        testing::error_text([&] { check("Class", "argument", number); }) != "no error";
    result += is_refused ? '#' : '.';
  }
  return result;
}

TEST(Arguments, AreCheckedAsTheNamesSay) {
  EXPECT_EQ(refused(check_share), "#..####");
  EXPECT_EQ(refused(check_fraction), "#...###");
  EXPECT_EQ(refused(check_not_negative), "#....##");
  EXPECT_EQ(refused(check_positive), "##...##");
  EXPECT_EQ(refused(check_finite), ".....##");
}

TEST(Arguments, AreNamedInErrors) {
  EXPECT_EQ(testing::error_text([] { check_at_least("Class", "count", 2, 3); }),
            "ValueError: count of Class is at least 3, but got 2");
  EXPECT_EQ(testing::error_text([] { check_fraction("Class", "rate", 2); }),
            "ValueError: rate of Class lies in [0, 1], but got 2");
  check_at_least("Class", "count", 3, 3);
}

}  // namespace
}  // namespace keratin
