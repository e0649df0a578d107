// JSON text to configurations. The way back is ConfigValue::to_string().
#pragma once
#include <string_view>

#include "keratin/base/config.h"

namespace keratin::saving {

/// The tree that JSON text holds. Takes Python's NaN, Infinity and -Infinity too. Throws
/// ValueError, which says where, for what is no JSON, more than 256 levels of nesting, integers of
/// more than 63 bits, and bytes that are no UTF-8.
ConfigValue parse_json(std::string_view text);

}  // namespace keratin::saving
