#include "keratin/layers/identity.h"

namespace keratin::layers {

Identity::Identity(IdentityOptions options) : Layer(layer_options(options), "Identity") {}

}  // namespace keratin::layers
