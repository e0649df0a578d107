// What the bias of an LSTM begins with.
#pragma once
#include "keratin/initializers/initializer.h"

namespace keratin::layers {

/// `others`, but for ones in the second of four blocks of `units`: the memory is kept at first.
AnyInitializer unit_forget_bias(const AnyInitializer& others, int64_t units);

}  // namespace keratin::layers
