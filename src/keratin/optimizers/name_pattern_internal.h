// Patterns for names of variables, as Python's re.search takes them.
#pragma once
#include <string>

namespace keratin::optimizers {

/// Throws ValueError, which names the call, for what is no pattern.
void check_pattern(const char* call, const std::string& pattern);
/// Whether the pattern is found anywhere in the name.
bool is_found(const std::string& pattern, const std::string& name);

}  // namespace keratin::optimizers
