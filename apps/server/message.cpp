#include "server/message.h"

#include "server/json_writer.h"

namespace keratin::server {

Response error_response(int status, std::string_view text) {
  Response response;
  response.status = status;
  response.body = "{\"error\": ";
  append_json_string(response.body, text);
  response.body += "}\n";
  if (status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

Response busy_response(std::string_view text) { return error_response(503, text); }

}  // namespace keratin::server
