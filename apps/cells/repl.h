// C++ in the terminal: a prompt, a history, and a worker that holds the variables.
#pragma once

namespace keratin::cells {

/// Returns the program's exit status.
int run_repl();

}  // namespace keratin::cells
