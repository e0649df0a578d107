// The command `keratin`: its words and options, and what happens when one of them is said. CLI11
// stays behind this.
#pragma once
#include "apps/keratin/command_text.h"

namespace keratin::command {

/// What `main` does. 0: done; 1: it failed (a file, a shape), with one line on stderr; 2: the
/// command was not understood.
int run(int argc, const char* const* argv);

/// Every command with its options, as --help has them: the completion and the manual are made of
/// it.
ProgramText program_text();

}  // namespace keratin::command
