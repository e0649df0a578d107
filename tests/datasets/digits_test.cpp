#include "keratin/datasets/digits.h"

#include <gtest/gtest.h>

#include <array>

#include "keratin/base/error.h"
#include "keratin/base/thread_pool.h"
#include "keratin/layers/all.h"
#include "keratin/models/sequential.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/reduce.h"

namespace keratin {
namespace {

using Bytes = std::vector<uint8_t>;

Bytes bytes_of(const Tensor& x) { return x.to_vector<uint8_t>(); }

TEST(Digits, HasMnistsShapesAndTypes) {
  auto [train, test] = datasets::digits::load_data({.train = 30, .test = 20});
  EXPECT_EQ(train.x.shape(), Shape({30, 28, 28}));
  EXPECT_EQ(train.y.shape(), Shape({30}));
  EXPECT_EQ(test.x.shape(), Shape({20, 28, 28}));
  EXPECT_EQ(test.y.shape(), Shape({20}));
  EXPECT_EQ(train.x.dtype(), uint8);
  EXPECT_EQ(test.y.dtype(), uint8);
}

TEST(Digits, DrawsEveryDigitAboutEquallyOften) {
  const auto data = datasets::digits::load_data({.train = 5000, .test = 0});
  std::array<int, 10> counts{};
  for (const uint8_t label : bytes_of(data.train.y)) ++counts.at(label);
  for (const int count : counts) {
    EXPECT_GT(count, 400);
    EXPECT_LT(count, 600);
  }
}

TEST(Digits, AreTheSameForASeedAndAnyNumberOfThreads) {
  const int before = config::num_threads();
  const auto first = datasets::digits::load_data({.train = 700, .test = 10, .seed = 3});
  for (const int threads : {1, 2, 3, 8}) {
    config::set_num_threads(threads);
    const auto again = datasets::digits::load_data({.train = 700, .test = 10, .seed = 3});
    EXPECT_EQ(bytes_of(first.train.x), bytes_of(again.train.x)) << threads << " threads";
    EXPECT_EQ(bytes_of(first.test.y), bytes_of(again.test.y)) << threads << " threads";
  }
  config::set_num_threads(before);
  const auto other = datasets::digits::load_data({.train = 700, .test = 10, .seed = 4});
  EXPECT_NE(bytes_of(first.train.x), bytes_of(other.train.x));
}

TEST(Digits, BeginWithTheSameSamplesHoweverManyThereAre) {
  const auto few = datasets::digits::load_data({.train = 10, .test = 10});
  const auto many = datasets::digits::load_data({.train = 600, .test = 0});
  EXPECT_EQ(bytes_of(few.train.x), bytes_of(many.train.x[slice(0, 10)]));
  EXPECT_NE(bytes_of(few.train.x), bytes_of(few.test.x));
}

TEST(Digits, LieAsMnistsDo) {
  const auto data = datasets::digits::load_data({.train = 300, .test = 0});
  const Bytes pixels = bytes_of(data.train.x);
  for (size_t sample = 0; sample < 300; ++sample) {
    double total = 0, x_moment = 0, y_moment = 0;
    size_t left = 28, right = 0, top = 28, bottom = 0, largest = 0;
    for (size_t i = 0; i < 784; ++i) {
      const size_t ink = pixels[sample * 784 + i], x = i % 28, y = i / 28;
      if (ink == 0) continue;
      total += static_cast<double>(ink);
      x_moment += static_cast<double>(ink * x);
      y_moment += static_cast<double>(ink * y);
      left = std::min(left, x);
      right = std::max(right, x);
      top = std::min(top, y);
      bottom = std::max(bottom, y);
      largest = std::max(largest, ink);
    }
    EXPECT_NEAR(x_moment / total, 14, 0.8) << sample;
    EXPECT_NEAR(y_moment / total, 14, 0.8) << sample;
    EXPECT_GE(std::max(right - left, bottom - top), 17u) << sample;
    EXPECT_LE(std::max(right - left, bottom - top), 23u) << sample;
    EXPECT_GT(largest, 120u) << sample;
  }
}

TEST(Digits, TeachANetworkToReadOthersThatItNeverSaw) {
  utils::set_random_seed(1);
  const auto [train, test] = datasets::digits::load_data({.train = 12000, .test = 1000});
  Sequential network({
      Input({28, 28}),
      layers::Flatten(),
      layers::Rescaling(1.0 / 255),
      layers::Dense(128, {.activation = "relu"}),
      layers::Dense(10, {.activation = "softmax"}),
  });
  network.compile("rmsprop", "sparse_categorical_crossentropy", {"accuracy"});
  network.fit(train.x, train.y, {.batch_size = 64, .epochs = 6, .verbose = 0});
  auto scores = network.evaluate(test.x, test.y, {.verbose = 0});
  EXPECT_GT(scores["accuracy"], 0.8);
}

TEST(Digits, MayBeNone) {
  const auto data = datasets::digits::load_data({.train = 0, .test = 0});
  EXPECT_EQ(data.train.x.shape(), Shape({0, 28, 28}));
}

TEST(Digits, RefuseANegativeNumber) {
  try {
    datasets::digits::load_data({.train = -1});
    FAIL() << "did not throw";
  } catch (const ValueError& error) {
    EXPECT_EQ(
        error.rule(),
        "datasets::digits: the numbers of samples are -1 and 10000, and must not be negative");
  }
}

}  // namespace
}  // namespace keratin
