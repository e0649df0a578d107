// Warnings: lines on stderr about what is allowed and hardly meant.
#pragma once
#include <string>

namespace keratin {

/// "warning: ..." on stderr.
void warn(const std::string& text);
/// The same, the first time that the program says it.
void warn_once(const std::string& text);

}  // namespace keratin
