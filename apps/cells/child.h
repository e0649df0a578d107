// Work in a copy of the process: what it does to the compiler is gone afterwards, a crash too.
#pragma once
#include <functional>
#include <string>

namespace keratin::cells {

/// What `work` returns, from a child process. Throws std::runtime_error when the child crashed, and
/// KeyboardInterrupt when Ctrl-C was pressed meanwhile.
std::string in_child(const std::function<std::string()>& work);

}  // namespace keratin::cells
