// Where the program stands among its random numbers, for files that a run goes on from.
#pragma once
#include <cstdint>

namespace keratin {

struct RandomState {
  uint64_t seed = 0;
  uint64_t next_stream = 0;
};

RandomState random_state();
void set_random_state(const RandomState& state);

}  // namespace keratin
