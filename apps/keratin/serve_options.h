// The options of `keratin serve`: each of server::ServeOptions, by its name.
#pragma once
#include "apps/keratin/commands.h"

namespace CLI {
class App;
}

namespace keratin::command {

/// Adds them to the command; the request outlives it.
void add_serve_options(CLI::App& command, ServeRequest& request);

}  // namespace keratin::command
