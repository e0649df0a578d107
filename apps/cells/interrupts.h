// Ctrl-C while a cell runs: its own code ends with KeyboardInterrupt at the next step that it
// takes.
#pragma once
#include <llvm/IR/Module.h>

namespace keratin::cells {

struct KeyboardInterrupt {};

/// While it lives the calling thread runs a cell, and SIGINT interrupts it; before and after SIGINT
/// is ignored. The third one that nobody heeded ends the program.
class InterruptScope {
 public:
  InterruptScope();
  ~InterruptScope();
  InterruptScope(const InterruptScope&) = delete;
  InterruptScope& operator=(const InterruptScope&) = delete;
};

bool is_interrupted();
/// Throws KeyboardInterrupt if Ctrl-C was pressed in this cell.
void check_interrupt();

/// Lets each edge of the module's code look for Ctrl-C. Functions that may not throw are left
/// alone.
void watch_interrupts(llvm::Module& module);

}  // namespace keratin::cells
