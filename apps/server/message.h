// A request and its answer as the endpoints see them, whatever carries them.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace keratin::server {

enum class Method { get, head, post, options, other };

struct Request {
  Method method = Method::get;
  std::string target = {};  // as it came: path and query
  std::string body = {};
  /// Of the header Inference-Header-Content-Length; empty when it is not there.
  std::string inference_header_length = {};
  std::string if_none_match = {};
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body = {};
  /// Of the server's own making: nothing that a request says is ever put here.
  std::vector<std::pair<std::string, std::string>> headers = {};
  // For the metrics.
  std::string_view endpoint = "other";
  std::string model = {};
};

using Respond = std::function<void(Response)>;

/// What a request is told that is not answered; ends its handling.
struct Refusal {
  int status;
  std::string text;
};

/// {"error": text}
Response error_response(int status, std::string_view text);
/// 503 with Retry-After.
Response busy_response(std::string_view text);

}  // namespace keratin::server
