// Configurations whose order is not that of the arguments.
#pragma once
#include <string_view>

#include "keratin/base/config.h"

namespace keratin::layers {

/// The item `name` in front of `next`; None where there is no such item.
Config placed_before(const Config& all, std::string_view name, std::string_view next);

/// A configuration in Keras's order: activity_regularizer stands in front of `next` when it is
/// None.
Config with_activity_regularizer(const Config& all, std::string_view next);

}  // namespace keratin::layers
