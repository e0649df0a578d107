// keratin-cells: C++ cell by cell, for a notebook or in the terminal.
#include <CLI/CLI.hpp>
#include <iostream>

#include "repl.h"
#include "worker.h"

int main(int argc, char** argv) {
  using namespace keratin::cells;
  WorkerOptions worker;
  bool is_repl = false;
  CLI::App app(
      "Runs C++ with Keratin cell by cell: the part of a notebook that holds the variables.");
  app.add_flag("--repl", is_repl, "talk with the one at the terminal");
  app.add_flag("--terminal", worker.is_terminal, "figures and bars go to the terminal");
  app.add_option("--requests", worker.requests, "file descriptor of requests, lines of JSON")
      ->capture_default_str();
  app.add_option("--answers", worker.answers, "file descriptor of answers")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    if (is_repl) return run_repl();
    run_worker(worker);
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
