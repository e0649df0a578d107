#include "keratin/ops/random.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/base/error.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/sort.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

TEST(Random, ASeedRepeatsAndNoSeedDoesNot) {
  const Tensor x = random::normal({100}, {.seed = 3});
  EXPECT_TRUE(array_equal(x, random::normal({100}, {.seed = 3})));
  EXPECT_FALSE(array_equal(x, random::normal({100}, {.seed = 4})));
  EXPECT_FALSE(array_equal(random::uniform({100}), random::uniform({100})));
}

TEST(Random, UniformFillsItsRange) {
  const Tensor x = random::uniform({10000}, {.minval = -2, .maxval = 4, .seed = 1});
  EXPECT_GE(x.min().item(), -2);
  EXPECT_LT(x.max().item(), 4);
  EXPECT_NEAR(x.mean().item(), 1, 0.1);
  EXPECT_THROW(random::uniform({2}, {.dtype = int32}), DTypeError);
}

TEST(Random, NormalHasItsMeanAndDeviation) {
  const Tensor x = random::normal({20000}, {.mean = 3, .stddev = 2, .seed = 1});
  EXPECT_NEAR(x.mean().item(), 3, 0.08);
  EXPECT_NEAR(x.std().item(), 2, 0.08);
  const Tensor cut = random::truncated_normal({20000}, {.stddev = 2, .seed = 1});
  EXPECT_LE(ops::maximum(cut.max(), -cut.min()).item(), 4);
}

TEST(Random, RandintReachesEveryNumberButTheLast) {
  const Tensor x = random::randint({1000}, -1, 3, int32, {.seed = 2});
  EXPECT_EQ(x.dtype(), int32);
  EXPECT_EQ(x.min().item<int>(), -1);
  EXPECT_EQ(x.max().item<int>(), 2);
  EXPECT_THROW(random::randint({2}, 3, 3), ValueError);
}

TEST(Random, PermutationAndShuffleKeepEveryRow) {
  const Tensor order = random::permutation(1000, {.seed = 5});
  EXPECT_TRUE(array_equal(ops::sort(order), arange(1000)));
  EXPECT_FALSE(array_equal(order, arange(1000)));
  const Tensor rows = random::shuffle(arange(20).reshape({10, 2}), {.seed = 5});
  EXPECT_TRUE(array_equal(rows[{slice(), 0}] + 1, rows[{slice(), 1}]));
}

TEST(Random, DropoutKeepsTheMean) {
  const Tensor y = random::dropout(ones({20000}), 0.25, {.seed = 6});
  EXPECT_NEAR(y.mean().item(), 1, 0.02);
  EXPECT_TRUE(((y == 0) | (y == 1 / 0.75F)).all().item<bool>());
  EXPECT_THROW(random::dropout(ones({2}), 1), ValueError);
}

TEST(Random, WhatAKeyGivesHasTheDtypeOfTheTensorAndIsTheSameAgain) {
  const RandomKey key{.seed = 3, .stream = 1, .step = 2};
  const Tensor x = zeros({100, 100}, float64);
  const Tensor noise = random::normal_like(x, 3, 2, key);
  EXPECT_EQ(noise.dtype(), float64);
  EXPECT_NEAR(noise.mean().item(), 3, 0.1);
  EXPECT_NEAR(noise.std().item(), 2, 0.1);
  EXPECT_TRUE(array_equal(noise, random::normal_like(x, 3, 2, key)));
  EXPECT_FALSE(array_equal(noise, random::normal_like(x, 3, 2, {.seed = 3, .step = 2})));
  const Tensor kept = random::bernoulli_like(x, {100, 1}, 0.75, key);
  EXPECT_EQ(kept.shape(), (Shape{100, 1}));
  EXPECT_EQ(kept.dtype(), float64);
  EXPECT_NEAR(kept.sum().item(), 75, 15);
  EXPECT_EQ(random::normal_like(x.to(kMeta), 3, 2, key).device(), kMeta);
}

}  // namespace
}  // namespace keratin
