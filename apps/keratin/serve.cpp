#include <system_error>

#include "apps/keratin/commands.h"
#include "apps/keratin/report.h"
#ifdef KERATIN_HAS_SERVER
#include "apps/server/serve.h"
#endif

namespace keratin::command {

#ifdef KERATIN_HAS_SERVER
void serve(const ServeRequest& request) {
  server::ServeOptions options{.path = request.path,
                               .name = request.name,
                               .address = request.host,
                               .port = request.port,
                               .allowed_hosts = request.allowed_hosts,
                               .allowed_origins = request.allowed_origins,
                               .threads = request.threads,
                               .predict_threads = request.predict_threads,
                               .max_batch_rows = request.max_batch_rows,
                               .batch_delay_ms = request.batch_delay_ms,
                               .max_queue = request.max_queue,
                               .max_body_bytes = request.max_body_bytes,
                               .max_connections = request.max_connections,
                               .reload_seconds = request.reload_seconds,
                               .has_page = !request.no_page,
                               .has_log = request.log};
  options.on_ready = [&request](const std::string& url) {
    if (request.json) {
      print_json({{"url", url}});
    } else {
      print_text("serving " + request.path + " on " + url);
    }
    std::fflush(stdout);
  };
  try {
    server::serve(options);
  } catch (const std::system_error& error) {
    throw_value_error(
        text("cannot listen at ", request.host, ":", request.port, ": ", error.code().message()),
        {}, "--port 0 takes a free one");
  }
}
#else
void serve(const ServeRequest&) {
  throw_value_error("this keratin was built without its server", {},
                    "install libboost-dev and build it again");
}
#endif

}  // namespace keratin::command
