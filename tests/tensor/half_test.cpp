// Both 16-bit types: every bit pattern there and back, and the rounding between neighbours.
#include "keratin/tensor/half.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace keratin {
namespace {

// The value of a binary16 by its definition.
double defined_value(uint16_t bits) {
  const int sign = (bits & 0x8000) != 0 ? -1 : 1;
  const int exponent = (bits >> 10) & 0x1f;
  const int mantissa = bits & 0x3ff;
  if (exponent == 0) return sign * std::ldexp(mantissa, -24);
  return sign * std::ldexp(1024 + mantissa, exponent - 25);
}

template <class Half>
Half with_bits(int bits) {
  Half half;
  half.bits = static_cast<uint16_t>(bits);
  return half;
}

template <class Half>
int wrong_round_trips() {
  int wrong = 0;
  for (int bits = 0; bits < 65536; ++bits) {
    const auto half = with_bits<Half>(bits);
    const float value = half;
    if (std::isnan(value)) {
      wrong += std::isnan(static_cast<float>(Half(value))) ? 0 : 1;
    } else {
      wrong += Half(value).bits == half.bits ? 0 : 1;
    }
  }
  return wrong;
}

TEST(Float16, KeepsAllBitPatterns) { EXPECT_EQ(wrong_round_trips<Float16>(), 0); }

TEST(BFloat16, KeepsAllBitPatterns) { EXPECT_EQ(wrong_round_trips<BFloat16>(), 0); }

TEST(Float16, HasTheValuesOfTheStandard) {
  for (int bits = 0; bits < 65536; ++bits) {
    if ((bits & 0x7c00) == 0x7c00) continue;  // infinities and NaN
    const float value = with_bits<Float16>(bits);
    ASSERT_EQ(static_cast<double>(value), defined_value(static_cast<uint16_t>(bits))) << bits;
  }
  EXPECT_EQ(static_cast<float>(with_bits<Float16>(0x7c00)), std::numeric_limits<float>::infinity());
  EXPECT_TRUE(std::isnan(static_cast<float>(with_bits<Float16>(0x7e00))));
}

// Between neighbours a and b: just below the middle goes to a, just above to b, the middle to the
// even one.
template <class Half>
int wrong_roundings(int first, int last) {
  int wrong = 0;
  for (int bits = first; bits < last; ++bits) {
    const float a = with_bits<Half>(bits);
    const float b = with_bits<Half>(bits + 1);
    const float middle = a + (b - a) / 2;
    const int even = bits % 2 == 0 ? bits : bits + 1;
    wrong += Half(middle).bits == even ? 0 : 1;
    wrong += Half(std::nextafter(middle, a)).bits == bits ? 0 : 1;
    wrong += Half(std::nextafter(middle, b)).bits == bits + 1 ? 0 : 1;
    wrong += Half(-middle).bits == (even | 0x8000) ? 0 : 1;
  }
  return wrong;
}

TEST(Float16, RoundsToNearestEven) { EXPECT_EQ(wrong_roundings<Float16>(0, 0x7bff), 0); }

// From the normal numbers on: below them the middle is itself a denormal float32.
TEST(BFloat16, RoundsToNearestEven) { EXPECT_EQ(wrong_roundings<BFloat16>(0x80, 0x7f7f), 0); }

TEST(Float16, OverflowsToInfinity) {
  EXPECT_EQ(Float16(65504.0F).bits, 0x7bff);
  EXPECT_EQ(Float16(65519.996F).bits, 0x7bff);
  EXPECT_EQ(Float16(65520.0F).bits, 0x7c00);
  EXPECT_EQ(Float16(-1e30F).bits, 0xfc00);
  EXPECT_EQ(Float16(std::numeric_limits<float>::infinity()).bits, 0x7c00);
}

TEST(BFloat16, OverflowsToInfinityAndKeepsNaN) {
  EXPECT_EQ(BFloat16(std::numeric_limits<float>::max()).bits, 0x7f80);
  EXPECT_TRUE(std::isnan(static_cast<float>(BFloat16(std::numeric_limits<float>::quiet_NaN()))));
}

}  // namespace
}  // namespace keratin
