// Configurations of Keras 1 and 2 in the words of Keras 3.
#pragma once
#include <functional>
#include <string>

#include "keratin/base/config.h"

namespace keratin::models {

/// The calls of a layer: a list of lists of [layer, node, output, arguments] becomes one of
/// {"args", "kwargs"}, with records of tensors in it. `node_of` gives the number of a node in the
/// file among the calls that are made. What is not of that form stays as it is.
ConfigValue upgraded_calls(const ConfigValue& calls,
                           const std::function<int64_t(const std::string&, int64_t)>& node_of);
/// Whether the calls are of that form.
bool are_old_calls(const ConfigValue& calls);
/// An optimizer's record: "Custom>SGD", "lr", "decay" and what only Keras 2 knew.
ConfigValue upgraded_optimizer(const ConfigValue& optimizer);
/// Of losses and metrics, in lists and dicts too: the reduction "auto" is the mean over the batch,
/// and what "accuracy" became is a metric of its class and not a function.
ConfigValue upgraded_losses(const ConfigValue& value);
/// The other way: a user's classes by the names that they are registered with, "package>Class", in
/// every record of `value`.
ConfigValue with_registered_names(const ConfigValue& value);

}  // namespace keratin::models
