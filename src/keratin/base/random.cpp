#include "keratin/base/random.h"

#include <atomic>
#include <cmath>
#include <numbers>
#include <random>

#include "keratin/base/random_state_internal.h"

namespace keratin {
namespace {

// Scrambles (seed, stream) into one 64-bit Philox key (splitmix64, Steele et al., 2014).
uint64_t mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

struct GlobalSeed {
  std::atomic<uint64_t> seed;
  std::atomic<uint64_t> stream{0};
  // Keras draws its default seed from 1 to 1e9.
  GlobalSeed() : seed(std::random_device{}() % 1'000'000'000U + 1) {}
};

GlobalSeed& global_seed() {
  static GlobalSeed state;
  return state;
}

}  // namespace

PhiloxRounds::PhiloxRounds(const RandomKey& key) {
  const uint64_t mixed = mix(mix(key.seed) + key.stream);
  first = static_cast<uint32_t>(mixed);
  second = static_cast<uint32_t>(mixed >> 32);
}

std::array<uint32_t, 4> philox(const RandomKey& key, uint64_t index) {
  std::array<uint32_t, 4> c = {static_cast<uint32_t>(index), static_cast<uint32_t>(index >> 32),
                               static_cast<uint32_t>(key.step),
                               static_cast<uint32_t>(key.step >> 32)};
  PhiloxRounds rounds(key);
  for (int round = 0; round < PhiloxRounds::count; ++round, rounds.advance()) {
    const uint64_t p0 = uint64_t{PhiloxRounds::first_factor} * c[0];
    const uint64_t p1 = uint64_t{PhiloxRounds::second_factor} * c[2];
    c = {static_cast<uint32_t>(p1 >> 32) ^ c[1] ^ rounds.first, static_cast<uint32_t>(p1),
         static_cast<uint32_t>(p0 >> 32) ^ c[3] ^ rounds.second, static_cast<uint32_t>(p0)};
  }
  return c;
}

uint32_t RandomSequence::next_word() {
  if (used_ == 4) {
    words_ = philox(key_, block_++);
    used_ = 0;
  }
  return words_[static_cast<size_t>(used_++)];
}

double RandomSequence::next_uniform() {
  const uint32_t high = next_word();
  return uniform_double(high, next_word());
}

double RandomSequence::next_normal() {
  const double radius = std::sqrt(-2 * std::log(1 - next_uniform()));
  return radius * std::cos(2 * std::numbers::pi * next_uniform());
}

uint64_t RandomSequence::next_below(uint64_t bound) {
  using Wide = unsigned __int128;
  const uint64_t threshold = (0 - bound) % bound;
  while (true) {
    const uint64_t high = next_word();
    const uint64_t word = (high << 32) | next_word();
    const Wide product = static_cast<Wide>(word) * bound;
    if (static_cast<uint64_t>(product) >= threshold) return static_cast<uint64_t>(product >> 64);
  }
}

uint64_t random_seed() { return global_seed().seed.load(); }

uint64_t next_random_stream() { return global_seed().stream.fetch_add(1); }

RandomState random_state() {
  return {.seed = global_seed().seed.load(), .next_stream = global_seed().stream.load()};
}

void set_random_state(const RandomState& state) {
  global_seed().seed.store(state.seed);
  global_seed().stream.store(state.next_stream);
}

namespace utils {
void set_random_seed(uint64_t seed) {
  global_seed().seed.store(seed);
  global_seed().stream.store(0);
}
}  // namespace utils

}  // namespace keratin
