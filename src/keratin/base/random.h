// Counter-based random numbers: every number is a pure function of (seed, stream, step, index), so
// it does not matter who computes it, when, or on how many threads.
// Philox 4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011.
#pragma once
#include <array>
#include <cstdint>

namespace keratin {

/// Where in the universe of random numbers a caller stands.
struct RandomKey {
  uint64_t seed = 0;    // what the user set
  uint64_t stream = 0;  // who draws: one number for each initializer, Dropout layer, shuffle, ...
  uint64_t step = 0;    // when: the training step or the epoch
  bool operator==(const RandomKey&) const = default;
};

/// The rounds of Philox 4x32 for a key, for those who compute them themselves: each round
/// multiplies two of the four words by the factors and mixes the two numbers of the round into the
/// others.
struct PhiloxRounds {
  static constexpr int count = 10;
  static constexpr uint32_t first_factor = 0xD2511F53U, second_factor = 0xCD9E8D57U;
  explicit PhiloxRounds(const RandomKey& key);
  void advance() {
    first += 0x9E3779B9U;
    second += 0xBB67AE85U;
  }
  uint32_t first, second;
};
/// Four independent uniform 32-bit words for block `index` of `key`.
std::array<uint32_t, 4> philox(const RandomKey& key, uint64_t index);

/// Uniform in [0, 1) with 24 random bits, so that every value is exact in float32.
inline float uniform_float(uint32_t word) { return static_cast<float>(word >> 8) * 0x1p-24F; }
/// Uniform in [0, 1) with 53 random bits.
inline double uniform_double(uint32_t high, uint32_t low) {
  return static_cast<double>(((static_cast<uint64_t>(high) << 32) | low) >> 11) * 0x1p-53;
}

/// A sequence of draws from one key, for code that draws one number after the other.
class RandomSequence {
 public:
  explicit RandomSequence(RandomKey key) : key_(key) {}
  uint32_t next_word();
  /// Uniform in [0, 1), 53 bits.
  double next_uniform();
  /// Standard normal (Box and Muller, 1958).
  double next_normal();
  /// Uniform integer in [0, bound), bound >= 1, without bias (Lemire, 2019).
  uint64_t next_below(uint64_t bound);

 private:
  RandomKey key_;
  uint64_t block_ = 0;
  std::array<uint32_t, 4> words_{};
  int used_ = 4;
};

/// The seed of the process; random unless `set_random_seed` was called.
uint64_t random_seed();
/// A stream number that nobody else has: 0, 1, 2, ... since the last `set_random_seed`.
uint64_t next_random_stream();

namespace utils {
/// Makes everything that draws random numbers afterwards repeatable: the same calls in the same
/// order give the same bits. Keras: keras.utils.set_random_seed.
void set_random_seed(uint64_t seed);
}  // namespace utils

}  // namespace keratin
