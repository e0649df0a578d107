// The layer that changes nothing.
#include "keratin/layers/core/identity.h"

namespace keratin::layers {

bool Identity::plan_into(PlanBuilder&) const { return true; }

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::Identity, layers::IdentityOptions, layers::Layer>;
template class layers::LayerOf<layers::Identity, layers::IdentityOptions>;
}  // namespace keratin
