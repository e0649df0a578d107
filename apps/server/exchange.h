// One request and its answer as HTTP has them: what of a header is refused, and what is written.
#pragma once
#include <atomic>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "server/guard.h"
#include "server/message.h"

namespace keratin::server {

/// Bytes of a body, counted among those of all requests until they are gone.
class HeldBytes {
 public:
  HeldBytes() = default;
  HeldBytes(std::atomic<int64_t>& all, size_t limit)
      : all_(&all), limit_(static_cast<int64_t>(limit)) {}
  HeldBytes(HeldBytes&& other) noexcept
      : all_(std::exchange(other.all_, nullptr)), limit_(other.limit_), bytes_(other.bytes_) {}
  HeldBytes& operator=(HeldBytes&& other) noexcept {
    std::swap(all_, other.all_);
    std::swap(limit_, other.limit_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~HeldBytes() {
    if (all_) *all_ -= bytes_;
  }
  /// False when that is over the limit.
  bool hold(size_t bytes) {
    const int64_t more = static_cast<int64_t>(bytes) - bytes_;
    bytes_ += more;
    return (*all_ += more) <= limit_;
  }

 private:
  std::atomic<int64_t>* all_ = nullptr;
  int64_t limit_ = 0, bytes_ = 0;
};

struct Exchange {
  boost::beast::http::request_parser<boost::beast::http::string_body> parser;
  Request request;  // what the header says; lines behind a body of chunks add nothing to it
  Response response;
  HeldBytes held;
  std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
  std::string line;    // method and target for the log
  std::string origin;  // an allowed one, as the options wrote it
  bool expects_continue = false, is_head = false, is_preflight = false;
  bool keeps_alive = false;
  bool is_refused = false;  // the rest of what the client sends is not looked at
  bool is_lost = false;     // the client is gone
};

/// "GET /v2" for the log; empty when the header did not come so far.
std::string line_of(const boost::beast::http::request<boost::beast::http::string_body>& request);
/// Reads what the header says into `now`. What is wrong with it; status 0 for nothing.
Refusal refusal_of_header(Exchange& now, const GuardOptions& guard);
/// The request for the endpoints, with the body; takes both away.
Request take_request(Exchange& now);
/// Status line and header of the response.
std::string head_of(const Exchange& now);
/// 127.0.0.1 "POST /v1/models/digits:predict" 200 151 0.4 ms
std::string log_line(const Exchange& now, const std::string& client);
/// "the header is larger than 16384 bytes"
std::string text_of_limit(std::string_view what, size_t bytes);

}  // namespace keratin::server
