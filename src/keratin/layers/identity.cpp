#include "keratin/layers/identity.h"

#include "keratin/layers/plan_builder_internal.h"

namespace keratin::layers {

Identity::Identity(IdentityOptions options) : Layer(layer_options(options), "Identity") {}

bool Identity::plan_into(PlanBuilder&) const { return true; }

}  // namespace keratin::layers
