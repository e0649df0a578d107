#include "keratin/backend/cpu/dropout.h"

#include <gtest/gtest.h>

#include <vector>

namespace keratin::cpu {
namespace {

/// Which elements stay is what base/random.h says, whichever of them are asked for together.
TEST(DropoutRun, DrawsWhatTheKeySaysForAnyRange) {
  constexpr RandomKey key = {.seed = 7, .stream = 3, .step = (uint64_t{5} << 32) + 9};
  constexpr int64_t wraps = (int64_t{1} << 34) - 70;  // the block's number leaves 32 bits
  for (const double rate : {0.0, 0.1, 0.5, 0.97}) {
    for (const int64_t first : {int64_t{0}, int64_t{1}, int64_t{62}, int64_t{4099}, wraps}) {
      for (const int64_t n : {1, 3, 64, 257}) {
        const auto size = static_cast<size_t>(n);
        std::vector<float> x(size), y(size, -1.0F), factors(size, -1.0F);
        for (size_t i = 0; i < size; ++i) x[i] = static_cast<float>(i) - 20.5F;
        dropout_run({key, rate, 2.5F}, first, n, x.data(), y.data(), factors.data());
        for (size_t i = 0; i < size; ++i) {
          const auto at = static_cast<uint64_t>(first) + i;
          const bool stays = uniform_float(philox(key, at / 4)[at % 4]) < 1 - rate;
          ASSERT_EQ(factors[i], stays ? 2.5F : 0.0F) << "element " << at << " at rate " << rate;
          ASSERT_EQ(y[i], x[i] * factors[i]);
        }
      }
    }
  }
}

TEST(DropoutRun, KeepsTheShareThatItShould) {
  constexpr int64_t n = 100000;
  std::vector<float> x(n, 1.0F), y(n);
  dropout_run({{.seed = 1}, 0.3, 1.0F}, 0, n, x.data(), y.data(), nullptr);
  int64_t kept = 0;
  for (const float each : y) kept += each != 0;
  EXPECT_NEAR(static_cast<double>(kept) / n, 0.7, 0.01);
}

}  // namespace
}  // namespace keratin::cpu
