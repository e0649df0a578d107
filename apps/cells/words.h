// The words that arguments such as `.activation = "relu"` take: closed lists, which the compiler
// checks and completion offers.
#pragma once
#include <string>
#include <vector>

namespace keratin::cells {

/// Of an argument of that type, spelled out as "keratin::Choice<keratin::losses::Loss>"; none for
/// other types.
std::vector<std::string> words_of_type(const std::string& type);

}  // namespace keratin::cells
