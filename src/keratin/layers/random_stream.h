// The random numbers of a layer; Keras: SeedGenerator.
#pragma once
#include <atomic>
#include <cstdint>
#include <optional>

#include "keratin/base/random.h"

namespace keratin {
class Call;
}

namespace keratin::layers {

/// What a layer draws from: `auto random_ = random_stream(options_.seed)` in a layer. Copies of the
/// layer draw from the same, and a training that goes on from a backup draws on from there.
class RandomStream {
 public:
  /// The seed's, the same for all streams of that seed; without one a stream that nobody else has.
  explicit RandomStream(std::optional<uint64_t> seed);

  /// What a call draws: the numbers of the training step that runs, so that a step draws the same
  /// whoever ran before it; outside of training those that come next. Safe from several threads.
  RandomKey key_for(const Call& call);
  /// Of all steps.
  RandomKey key() const { return {.seed = seed_, .stream = stream_}; }

  struct State {
    uint64_t seed = 0, stream = 0, draws = 0;
    bool operator==(const State&) const = default;
  };
  State state() const { return {.seed = seed_, .stream = stream_, .draws = draws_.load()}; }
  /// Not while calls draw.
  void set_state(const State& state);

 private:
  uint64_t seed_, stream_;
  std::atomic<uint64_t> draws_ = 0;  // outside of a model's steps
};

}  // namespace keratin::layers
