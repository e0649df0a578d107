// The same seed gives the same bits, whatever the number of threads.
#include <gtest/gtest.h>

#include <cstdio>

#include "keratin/base/file_internal.h"
#include "keratin/keratin.h"

namespace keratin {
namespace {

/// SHA-256 of all weights, one after the other.
std::string hash_of(const Sequential& network) {
  std::vector<float> all;
  for (const Tensor& weight : network.get_weights()) {
    const std::vector<float> values = weight.to_vector<float>();
    all.insert(all.end(), values.begin(), values.end());
  }
  return sha256(all.data(), all.size() * sizeof(float));
}

std::string hash_after_an_epoch(int threads, Optimizer optimizer) {
  config::set_num_threads(threads);
  utils::set_random_seed(42);
  const auto data = datasets::digits::load_data({.train = 128 * 40 + 37, .test = 0});
  Sequential network({
      Input({28, 28}),
      layers::Flatten(),
      layers::Rescaling(1.0 / 255),
      layers::Dense(512, {.activation = "relu"}),
      layers::Dropout(0.2),
      layers::Dense(10, {.activation = "softmax"}),
  });
  network.compile(
      {.optimizer = optimizer, .loss = "sparse_categorical_crossentropy", .metrics = {"accuracy"}});
  network.fit(data.train.x, data.train.y, {.batch_size = 128, .verbose = 0});
  return hash_of(network);
}

void expect_one_hash(const char* name, Optimizer optimizer) {
  const int before = config::num_threads();
  std::string first;
  for (const int threads : {1, 2, 3, 8}) {
    const std::string hash = hash_after_an_epoch(threads, optimizer);
    std::printf("%s, %d threads: weights %s\n", name, threads, hash.c_str());
    if (first.empty()) first = hash;
    EXPECT_EQ(hash, first) << threads << " threads";
  }
  config::set_num_threads(before);
}

TEST(ThreadIdentity, HoldsForRmsprop) { expect_one_hash("rmsprop", "rmsprop"); }
TEST(ThreadIdentity, HoldsForAdam) { expect_one_hash("adam", "adam"); }

TEST(ThreadIdentity, AnotherSeedGivesOtherWeights) {
  utils::set_random_seed(1);
  const Sequential one({Input({3}), layers::Dense(2)});
  utils::set_random_seed(2);
  const Sequential two({Input({3}), layers::Dense(2)});
  EXPECT_NE(hash_of(one), hash_of(two));
}

}  // namespace
}  // namespace keratin
