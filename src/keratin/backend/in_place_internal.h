// Results that take the place of an operand.
#pragma once
#include <vector>

#include "keratin/backend/replay_planner_internal.h"

namespace keratin {

/// Of each block of the recording: which block's memory it uses, its own or that of a tensor which
/// an elementwise call reads last when it writes this one. Half of the memory that such a call
/// touches is then in the cache already. `plan` has everything but the memory.
std::vector<size_t> places_taken(const Recording& recording, const ReplayPlan& plan);

}  // namespace keratin
