// The server as a program of its own: the same as `keratin serve`, with each option of ServeOptions
// by its name.
#include <charconv>
#include <cstdio>
#include <iostream>
#include <map>

#include "keratin/base/text.h"
#include "server/serve.h"

namespace {

using keratin::server::ServeOptions;

/// --max-queue=5 and so on: the names of the options, with - for _.
bool set(ServeOptions& options, std::string_view name, const std::string& value) {
  const auto number = [&](auto& to) {
    const char* end = value.data() + value.size();
    const auto result = std::from_chars(value.data(), end, to);
    return result.ec == std::errc() && result.ptr == end;
  };
  const auto add = [&](std::vector<std::string>& to) { return to.push_back(value), true; };
  const auto text = [&](std::string& to) { return to = value, true; };
  if (name == "name") return text(options.name);
  if (name == "host") return text(options.address);
  if (name == "allow-host") return add(options.allowed_hosts);
  if (name == "allow-origin") return add(options.allowed_origins);
  if (name == "log") return options.has_log = true;
  if (name == "no-page") return options.has_page = false, true;
  if (name == "port") return number(options.port);
  if (name == "threads") return number(options.threads);
  if (name == "predict-threads") return number(options.predict_threads);
  if (name == "max-batch-rows") return number(options.max_batch_rows);
  if (name == "batch-delay-ms") return number(options.batch_delay_ms);
  if (name == "max-queue") return number(options.max_queue);
  if (name == "max-header-bytes") return number(options.max_header_bytes);
  if (name == "max-body-bytes") return number(options.max_body_bytes);
  if (name == "max-bytes-held") return number(options.max_bytes_held);
  if (name == "max-connections") return number(options.max_connections);
  if (name == "header-seconds") return number(options.header_seconds);
  if (name == "body-seconds") return number(options.body_seconds);
  if (name == "idle-seconds") return number(options.idle_seconds);
  if (name == "request-seconds") return number(options.request_seconds);
  if (name == "write-seconds") return number(options.write_seconds);
  if (name == "stop-seconds") return number(options.stop_seconds);
  if (name == "reload-seconds") return number(options.reload_seconds);
  return false;
}

}  // namespace

int main(int count, char** arguments) {
  ServeOptions options;
  for (int i = 1; i < count; ++i) {
    const std::string_view argument(arguments[i]);
    if (argument.substr(0, 2) != "--") {
      options.path = argument;
      continue;
    }
    const size_t equals = std::min(argument.find('='), argument.size());
    const std::string_view name = argument.substr(2, equals - 2);
    const std::string value(argument.substr(std::min(equals + 1, argument.size())));
    if (!set(options, name, value)) {
      std::fprintf(stderr, "keratin-serve: %s is no option, or has no such value\n", arguments[i]);
      return 2;
    }
  }
  if (options.path.empty()) {
    std::fprintf(stderr, "usage: keratin-serve MODEL [--port=8000] [--OPTION=VALUE...]\n");
    return 2;
  }
  options.on_ready = [](const std::string& url) { std::cout << "serving on " << url << std::endl; };
  try {
    return keratin::server::serve(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "keratin-serve: %s\n", error.what());
    return 1;
  }
}
