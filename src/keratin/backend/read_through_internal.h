// Copies in a recording that nobody needs.
#pragma once
#include "keratin/backend/recording_internal.h"

namespace keratin {

/// The same step with less copies: a call that takes views of any strides as readily as whole
/// tensors reads what was copied where it was copied from, where nothing has changed there in
/// between. Copies that are left without a reader stay in the recording, for the planner to drop.
Recording read_through_copies(Recording recording);

}  // namespace keratin
