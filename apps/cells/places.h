// Where the headers are that cells include: beside the program, or installed with it.
#pragma once
#include <string>
#include <vector>

namespace keratin::cells {

/// The program's own path.
std::string own_path();
/// clang's arguments for cells. Throws std::runtime_error that says what is missing.
std::vector<std::string> compiler_arguments();

}  // namespace keratin::cells
