#include "keratin/layers/random_stream.h"

#include "keratin/layers/call.h"

namespace keratin::layers {

RandomStream::RandomStream(std::optional<uint64_t> seed)
    : seed_(seed.value_or(random_seed())), stream_(seed ? 0 : next_random_stream()) {}

RandomKey RandomStream::key_for(const Call& call) {
  if (const auto of_step = call.random_key(seed_, stream_)) return *of_step;
  RandomKey next = key();
  // A call without elements draws nothing: how often shapes are asked for changes no number.
  const uint64_t draw = call.finds_shapes() ? 0 : draws_.fetch_add(1, std::memory_order_relaxed);
  // The upper half of the steps belongs to calls that no training step numbers.
  next.step = draw | (uint64_t{1} << 63);
  return next;
}

void RandomStream::set_state(const State& state) {
  seed_ = state.seed;
  stream_ = state.stream;
  draws_ = state.draws;
}

}  // namespace keratin::layers
