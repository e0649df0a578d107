// The process that holds the variables: answers requests until there are no more.
#pragma once
#include <string>

namespace keratin::cells {

struct WorkerOptions {
  int requests = 3;  // file descriptors
  int answers = 4;
  bool is_terminal = false;  // output and figures go to the terminal, not to a notebook
};

/// Does not return: variables of cells may be in use by threads.
[[noreturn]] void run_worker(const WorkerOptions& options);

}  // namespace keratin::cells
