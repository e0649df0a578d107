// What callbacks that wait for a better log have in common: keras.callbacks.MonitorCallback.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "keratin/callbacks/callback.h"

namespace keratin::callbacks {

/// Throws ValueError, which names the callback, for another mode than "auto", "min" and "max".
void check_mode(std::string_view callback, std::string_view mode);
/// +1 when a larger `monitor` is better, -1 when a smaller one is: what the mode says, or, in mode
/// "auto", what the model says of its metric. Throws ValueError when nobody knows.
int direction_of(std::string_view callback, const std::string& monitor, std::string_view mode,
                 const Trainable& model);

}  // namespace keratin::callbacks
