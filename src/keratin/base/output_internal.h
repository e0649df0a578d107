// What the library's own sources print with.
#pragma once
#include <string_view>

#include "keratin/base/output.h"

namespace keratin {

/// The text as it is, to stdout or to where set_output says.
void write_output(std::string_view text);
/// What was written appears now, though no line has ended.
void flush_output();
/// To stderr, or to where set_output says.
void write_error_output(std::string_view text);

}  // namespace keratin
