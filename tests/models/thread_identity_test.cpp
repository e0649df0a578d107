// One seed gives one set of weights, to the last bit, whatever the number of threads.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "keratin/keratin.h"

namespace keratin {
namespace {

/// FNV-1a of the bytes of all weights, as 16 hexadecimal digits.
std::string hash_of(const std::vector<Tensor>& weights) {
  uint64_t hash = 0xcbf29ce484222325U;
  for (const Tensor& weight : weights) {
    for (const float value : weight.to_vector<float>()) {
      unsigned char bytes[sizeof value];
      std::memcpy(bytes, &value, sizeof value);
      for (const unsigned char byte : bytes) hash = (hash ^ byte) * 0x100000001b3U;
    }
  }
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
  return digits;
}

std::string hash_after_an_epoch(int threads, const char* optimizer) {
  config::set_num_threads(threads);
  utils::set_random_seed(1234);
  const Tensor x = random::uniform({3001, 784}, {.seed = 21});
  const Tensor y = x[{slice(), slice(0, 10)}].argmax(1);
  Sequential network({Input({784}), layers::Dense(128, {.activation = "relu"}),
                      layers::Dropout(0.25), layers::Dense(10, {.activation = "softmax"})});
  network.compile({.optimizer = AnyOptimizer::named(optimizer),
                   .loss = "sparse_categorical_crossentropy",
                   .metrics = {"accuracy"}});
  network.fit(x, y, {.batch_size = 128, .verbose = 0});
  return hash_of(network.get_weights());
}

class ThreadIdentity : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { threads_before_ = config::num_threads(); }
  void TearDown() override { config::set_num_threads(threads_before_); }

 private:
  int threads_before_ = 1;
};

TEST_P(ThreadIdentity, OneTwoThreeAndEightThreadsGiveTheSameBits) {
  const std::string one = hash_after_an_epoch(1, GetParam());
  for (const int threads : {1, 2, 3, 8}) {
    const std::string hash = hash_after_an_epoch(threads, GetParam());
    std::printf("%s, %d threads: weights %s\n", GetParam(), threads, hash.c_str());
    RecordProperty("weights_with_" + std::to_string(threads) + "_threads", hash);
    EXPECT_EQ(hash, one) << threads << " threads";
  }
}

INSTANTIATE_TEST_SUITE_P(All, ThreadIdentity, ::testing::Values("rmsprop", "sgd", "adam"),
                         [](const auto& choice) { return std::string(choice.param); });

std::string hash_of_images(int threads) {
  config::set_num_threads(threads);
  utils::set_random_seed(5);
  const Tensor x = random::uniform({300, 12, 12, 3}, {.seed = 21});
  const Tensor y = x[{slice(), 0, slice(0, 10), 0}].argmax(1);
  Sequential network({Input({12, 12, 3}), layers::Conv2D(8, 3, {.activation = "relu"}),
                      layers::BatchNormalization(), layers::MaxPooling2D(2),
                      layers::Conv2D(16, 3, {.strides = 2, .padding = "same"}),
                      layers::SpatialDropout2D(0.2), layers::AveragePooling2D(2), layers::Flatten(),
                      layers::Dense(10, {.activation = "softmax"})});
  network.compile({.optimizer = "adam", .loss = "sparse_categorical_crossentropy"});
  network.fit(x, y, {.batch_size = 64, .epochs = 2, .verbose = 0});
  return hash_of(network.get_weights());
}

TEST(ThreadIdentity, OfConvolutions) {
  const int before = config::num_threads();
  const std::string one = hash_of_images(1);
  for (const int threads : {2, 3, 8}) EXPECT_EQ(hash_of_images(threads), one) << threads;
  config::set_num_threads(before);
}

TEST(ThreadIdentity, AnotherSeedGivesOtherBits) {
  utils::set_random_seed(1);
  const Sequential first({Input({20}), layers::Dense(4)});
  utils::set_random_seed(2);
  const Sequential second({Input({20}), layers::Dense(4)});
  EXPECT_NE(hash_of(first.get_weights()), hash_of(second.get_weights()));
}

}  // namespace
}  // namespace keratin
