// The commands: each function adds one, with its options and what it does. What they do throws
// keratin's errors.
#pragma once
#include "apps/server/serve.h"

namespace keratin::command {

class Verbs;

void add_train(Verbs& verbs);
void add_evaluate(Verbs& verbs);
void add_predict(Verbs& verbs);
void add_summary(Verbs& verbs);
void add_convert(Verbs& verbs);
void add_repl(Verbs& verbs);
void add_notebook(Verbs& verbs);

struct ServeRequest {
  server::ServeOptions options;
  bool no_page = false;
  bool json = false;
};
void serve(const ServeRequest& request);

}  // namespace keratin::command
