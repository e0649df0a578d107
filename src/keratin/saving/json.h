// JSON text to configurations. The way back is ConfigValue::to_string().
#pragma once
#include <string_view>

#include "keratin/base/config.h"

namespace keratin::saving {

/// The tree that JSON text holds. Takes Python's NaN, Infinity and -Infinity too. Throws
/// ValueError, which says where, for what is no JSON, more than 256 levels of nesting, and numbers
/// that are out of range. Bytes that are no UTF-8 are kept as they are.
ConfigValue parse_json(std::string_view text);

}  // namespace keratin::saving
