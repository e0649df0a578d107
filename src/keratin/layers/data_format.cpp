// Where the channels of an input stand.
#include "keratin/layers/data_format.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::layers {

// Never called; clang refers to it from where it has checked a literal.
void data_format_is_channels_last_or_channels_first() {}

DataFormat DataFormat::named(std::string_view name) {
  DataFormat format;
  format.is_first_ = name == kFirst;
  if (format.is_first_ || name == kLast) return format;
  throw_value_error(
      text("data_format is 'channels_last' or 'channels_first', received '", name, "'"));
}

}  // namespace keratin::layers
