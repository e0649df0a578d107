// Calls of a step that go together by rows (Backend::run_by_rows).
#pragma once
#include "keratin/backend/replay_planner_internal.h"

namespace keratin {

/// Orders the calls behind the front of the plan so that what is computed from a normalization
/// follows it, and says which of them begin the groups.
void group_by_rows(const Recording& recording, ReplayPlan& plan);

}  // namespace keratin
