// Philox against the published answers, and the draws made of it.
#include "keratin/base/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace keratin {
namespace {

constexpr uint64_t kGolden = 0x9e3779b97f4a7c15U;

uint64_t mix(uint64_t x) {
  x += kGolden;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

uint64_t inverse(uint64_t odd) {
  uint64_t x = odd;
  for (int i = 0; i < 6; ++i) x *= 2 - odd * x;
  return x;
}

uint64_t undo_shift(uint64_t y, int shift) {
  uint64_t x = y;
  for (int i = shift; i < 64; i += shift) x = y ^ (x >> shift);
  return x;
}

uint64_t unmix(uint64_t y) {
  y = undo_shift(y, 31) * inverse(0x94d049bb133111ebU);
  y = undo_shift(y, 27) * inverse(0xbf58476d1ce4e5b9U);
  return undo_shift(y, 30) - kGolden;
}

// The key whose scrambled form is `raw`, so that the published vectors can be asked for.
RandomKey key_for(uint64_t raw, uint64_t step) {
  return {.seed = 7, .stream = unmix(raw) - mix(7), .step = step};
}

using Words = std::array<uint32_t, 4>;

// Vectors of the authors' Random123 package, kat_vectors, philox4x32 10.
TEST(Philox, GivesThePublishedAnswers) {
  EXPECT_EQ(philox(key_for(0, 0), 0), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox(key_for(~uint64_t{0}, ~uint64_t{0}), ~uint64_t{0}),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox(key_for(0x299f31d0a4093822U, 0x0370734413198a2eU), 0x85a308d3243f6a88U),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, DependsOnEveryPartOfTheKey) {
  std::set<Words> all;
  for (uint64_t i = 0; i < 3; ++i) {
    for (uint64_t j = 0; j < 3; ++j) {
      for (uint64_t k = 0; k < 3; ++k) {
        all.insert(philox({.seed = i, .stream = j, .step = k}, 0));
        all.insert(philox({.seed = i, .stream = j, .step = k}, uint64_t{1} << 40));
      }
    }
  }
  EXPECT_EQ(all.size(), 54U);
}

TEST(Uniform, LiesInTheHalfOpenInterval) {
  EXPECT_EQ(uniform_float(0), 0.0F);
  EXPECT_LT(uniform_float(~0U), 1.0F);
  EXPECT_EQ(uniform_double(0, 0), 0.0);
  EXPECT_LT(uniform_double(~0U, ~0U), 1.0);
}

TEST(RandomSequence, RepeatsForTheSameKey) {
  RandomSequence first({.seed = 1, .stream = 2, .step = 3});
  RandomSequence second({.seed = 1, .stream = 2, .step = 3});
  for (int i = 0; i < 100; ++i) EXPECT_EQ(first.next_word(), second.next_word());
}

TEST(RandomSequence, HasTheMomentsOfItsDistributions) {
  RandomSequence random({.seed = 11});
  constexpr int n = 200000;
  double uniform = 0;
  double normal = 0;
  double square = 0;
  for (int i = 0; i < n; ++i) {
    uniform += random.next_uniform();
    const double x = random.next_normal();
    normal += x;
    square += x * x;
  }
  // Five standard errors each.
  EXPECT_NEAR(uniform / n, 0.5, 5 * std::sqrt(1.0 / 12 / n));
  EXPECT_NEAR(normal / n, 0.0, 5 * std::sqrt(1.0 / n));
  EXPECT_NEAR(square / n, 1.0, 5 * std::sqrt(2.0 / n));
}

TEST(RandomSequence, DrawsEveryIntegerBelowTheBound) {
  RandomSequence random({.seed = 5});
  std::array<int, 7> counts{};
  for (int i = 0; i < 70000; ++i) ++counts[random.next_below(7)];
  for (const int count : counts) EXPECT_NEAR(count, 10000, 500);
  EXPECT_EQ(random.next_below(1), 0U);
}

TEST(SetRandomSeed, RestartsTheStreams) {
  utils::set_random_seed(42);
  EXPECT_EQ(random_seed(), 42U);
  EXPECT_EQ(next_random_stream(), 0U);
  EXPECT_EQ(next_random_stream(), 1U);
  utils::set_random_seed(42);
  EXPECT_EQ(next_random_stream(), 0U);
}

}  // namespace
}  // namespace keratin
