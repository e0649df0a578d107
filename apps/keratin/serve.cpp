#include <new>
#include <system_error>

#include "apps/keratin/commands.h"
#include "apps/keratin/report.h"

namespace keratin::command {

#ifdef KERATIN_HAS_SERVER
void serve(const ServeRequest& request) {
  server::ServeOptions options = request.options;
  options.has_page = !request.no_page;
  options.on_ready = [&request](const std::string& url) {
    if (request.json) {
      print_json({{"url", url}});
    } else {
      print_text("serving " + request.options.path + " on " + url);
    }
    std::fflush(stdout);
  };
  try {
    server::serve(options);
  } catch (const Error&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {  // the system's: no such address, no more files, ...
    const auto* system = dynamic_cast<const std::system_error*>(&error);
    const bool is_taken = system && system->code() == std::errc::address_in_use;
    throw_value_error(error.what(), {}, is_taken ? "--port 0 takes a free one" : "");
  }
}
#else
void serve(const ServeRequest&) {
  throw_value_error("this keratin was built without its server", {},
                    "install libboost-dev and build it again");
}
#endif

}  // namespace keratin::command
