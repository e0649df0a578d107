#include "apps/keratin/serve_options.h"

#include <CLI/CLI.hpp>

namespace keratin::command {
namespace {

using server::ServeOptions;

/// add("--port", value, "what it is"): an option that takes a number.
auto numbers_of(CLI::App& command) {
  return [&command](const char* name, auto& value, const char* description) {
    command.add_option(name, value, description)->type_name("N")->capture_default_str();
  };
}

void add_place(CLI::App& command, ServeOptions& options) {
  command.add_option("--name", options.name, "What it is served as; the file's name without it")
      ->type_name("NAME");
  command
      .add_option("--host", options.address,
                  "The address to listen at; others than 127.0.0.1 let other machines in")
      ->type_name("ADDRESS")
      ->capture_default_str();
  numbers_of(command)("--port", options.port, "0 takes a free one");
  const auto add_list = [&](const char* name, std::vector<std::string>& to, const char* says) {
    command.add_option(name, to, says)->delimiter(',')->allow_extra_args(false)->type_name("NAMES");
  };
  add_list("--allow-host", options.allowed_hosts,
           "Names that requests may ask for beside localhost");
  add_list("--allow-origin", options.allowed_origins, "Pages of other sites that may call");
}

void add_work(CLI::App& command, ServeOptions& options) {
  const auto add = numbers_of(command);
  add("--threads", options.threads, "That read and write; 0: one a processor");
  add("--predict-threads", options.predict_threads, "That predict for one model");
  add("--max-batch-rows", options.max_batch_rows, "Rows of several requests that go together");
  add("--batch-delay-ms", options.batch_delay_ms, "How long a request waits for others");
  add("--reload-seconds", options.reload_seconds, "How often files are looked at; 0: never again");
}

void add_limits(CLI::App& command, ServeOptions& options) {
  const auto add = numbers_of(command);
  add("--max-queue", options.max_queue, "Requests that wait for a model; more are answered 503");
  add("--max-header-bytes", options.max_header_bytes, "Of a request; more are answered 431");
  add("--max-body-bytes", options.max_body_bytes, "Of a request; more are answered 413");
  add("--max-bytes-held", options.max_bytes_held, "Of all bodies; more are answered 503");
  add("--max-connections", options.max_connections, "At a time");
  add("--header-seconds", options.header_seconds, "For a whole header; then 408");
  add("--body-seconds", options.body_seconds, "For a whole body; then 408");
  add("--idle-seconds", options.idle_seconds, "Between requests; then the connection ends");
  add("--request-seconds", options.request_seconds, "For an answer; then 503");
  add("--write-seconds", options.write_seconds, "For the client to take an answer");
  add("--stop-seconds", options.stop_seconds, "For what runs to finish at a stop");
}

}  // namespace

void add_serve_options(CLI::App& command, ServeRequest& request) {
  command
      .add_option("model", request.options.path,
                  "A saved model, or a folder of models and their versions")
      ->type_name("MODEL")
      ->required();
  add_place(command, request.options);
  add_work(command, request.options);
  add_limits(command, request.options);
  command.add_flag("--no-page", request.no_page, "Without the page");
  command.add_flag("--log", request.options.has_log, "A line on stderr for each request");
}

}  // namespace keratin::command
