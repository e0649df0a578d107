#include "keratin/backend/cpu/bfloat16_runs.h"

#include <gtest/gtest.h>

#include <bit>
#include <vector>

namespace keratin::cpu {
namespace {

TEST(BFloat16Runs, WidenEveryNumberToItself) {
  std::vector<BFloat16> x(1 << 16);
  for (size_t i = 0; i < x.size(); ++i) x[i].bits = static_cast<uint16_t>(i);
  std::vector<float> y(x.size());
  widen_run(x.data(), y.data(), static_cast<int64_t>(x.size()));
  for (size_t i = 0; i < x.size(); ++i) {
    ASSERT_EQ(std::bit_cast<uint32_t>(y[i]), static_cast<uint32_t>(i) << 16);
  }
}

TEST(BFloat16Runs, RoundToTheBitsOfOneNumber) {
  // Of every sign, exponent and last kept bit: ties, their neighbours, the largest, NaN.
  std::vector<float> x;
  for (uint32_t upper = 0; upper < 0x10000; ++upper) {
    for (const uint32_t lower : {0x0U, 0x1U, 0x7fffU, 0x8000U, 0x8001U, 0xffffU}) {
      x.push_back(std::bit_cast<float>(upper << 16 | lower));
    }
  }
  std::vector<BFloat16> y(x.size());
  round_run(x.data(), y.data(), static_cast<int64_t>(x.size()));
  for (size_t i = 0; i < x.size(); ++i) {
    ASSERT_EQ(y[i].bits, BFloat16(x[i]).bits) << std::hex << std::bit_cast<uint32_t>(x[i]);
  }
}

TEST(BFloat16Runs, WriteAsManyAsTheyAreAsked) {
  for (int64_t size = 0; size < 70; ++size) {
    const std::vector<float> x(static_cast<size_t>(size), 1.5F);
    std::vector<BFloat16> halves(x.size() + 1, BFloat16(7.0F));
    round_run(x.data(), halves.data(), size);
    std::vector<float> y(x.size() + 1, 7.0F);
    widen_run(halves.data(), y.data(), size);
    for (size_t i = 0; i < x.size(); ++i) EXPECT_EQ(y[i], 1.5F);
    EXPECT_EQ(static_cast<float>(halves.back()), 7.0F);
    EXPECT_EQ(y.back(), 7.0F);
  }
}

}  // namespace
}  // namespace keratin::cpu
