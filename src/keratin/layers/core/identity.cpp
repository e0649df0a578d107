// The layer that changes nothing.
#include "keratin/layers/core/identity.h"

namespace keratin::layers {

bool Identity::plan_into(PlanBuilder&) const { return true; }

}  // namespace keratin::layers
