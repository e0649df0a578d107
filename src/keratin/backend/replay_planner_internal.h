// From a recording to what a replay of it does, and when.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "keratin/backend/memory_plan_internal.h"
#include "keratin/backend/recording_internal.h"

namespace keratin {

struct ReplayPlan {
  /// The calls of a step, by their numbers in the recording. The first `front` of them are what the
  /// host checks, and what that needs.
  std::vector<size_t> order = {};
  size_t front = 0;
  /// For each place in the order, where the group begins with which its call goes by rows.
  std::vector<size_t> group = {};
  /// Calls whose results are the same in each step.
  std::vector<size_t> once = {};
  /// Of each block: whether nothing but these, or nobody, writes it.
  std::vector<bool> is_fixed = {};
  /// Of each block: whose memory it uses, its own or another's.
  std::vector<size_t> place = {};
  /// Where the blocks lie.
  MemoryPlan memory = {};
};

/// None, and why, when the checks cannot come before all that the step changes.
std::optional<ReplayPlan> plan_replay(const Recording& recording, std::string& why);

}  // namespace keratin
