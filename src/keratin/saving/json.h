// JSON text to configurations. The way back is ConfigValue::to_string().
#pragma once
#include <cstdint>
#include <string_view>

#include "keratin/base/config.h"

namespace keratin::saving {

/// What text may hold; anything beyond is refused before memory is taken for it.
struct JsonLimits {
  uint64_t bytes = uint64_t{256} << 20;
  int depth = 256;
  uint64_t values = 10'000'000;  // of lists and objects, with those themselves: some 100 bytes each
  /// A name that comes twice in an object has its last value, as in Python; without, it is refused.
  bool takes_repeated_names = true;
};

/// The tree that JSON text holds. Takes Python's NaN, Infinity and -Infinity too. Throws
/// ValueError, which says where, for what is no JSON, more than the limits allow, and numbers that
/// are out of range. Bytes that are no UTF-8 are kept as they are.
ConfigValue parse_json(std::string_view text, const JsonLimits& limits = {});

}  // namespace keratin::saving
