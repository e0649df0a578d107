#include "server/exchange.h"

#include <array>
#include <ctime>

#include "keratin/base/text.h"

namespace keratin::server {
namespace {

namespace http = boost::beast::http;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

bool equals(std::string_view a, std::string_view b) {
  return boost::beast::iequals({a.data(), a.size()}, {b.data(), b.size()});
}

std::string_view reason(int status) {
  switch (status) {
    case 200: return "OK";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    default: return "Other";
  }
}

Method method_of(http::verb verb) {
  switch (verb) {
    case http::verb::get: return Method::get;
    case http::verb::head: return Method::head;
    case http::verb::post: return Method::post;
    case http::verb::options: return Method::options;
    default: return Method::other;
  }
}

/// What is wrong with how the body comes.
Refusal refusal_of_body(const http::request<http::string_body>& request, Exchange& now) {
  const auto transfer = request.equal_range(http::field::transfer_encoding);
  if (transfer.first != transfer.second) {
    if (request.version() < 11) return {400, "HTTP/1.0 has no Transfer-Encoding"};
    const bool is_one = std::next(transfer.first) == transfer.second;
    if (!is_one || !equals(view(transfer.first->value()), "chunked")) {
      return {501, "the only Transfer-Encoding here is chunked"};
    }
  }
  if (const auto encoding = request.find(http::field::content_encoding);
      encoding != request.end() && !equals(view(encoding->value()), "identity")) {
    return {415, "a body must come as it is: no Content-Encoding, such as gzip, is read here"};
  }
  if (const auto expect = request.find(http::field::expect); expect != request.end()) {
    if (!equals(view(expect->value()), "100-continue")) {
      return {417, "the only Expect here is 100-continue"};
    }
    now.expects_continue = request.version() >= 11;
  }
  return {0, ""};
}

/// The value of a header that may come once; nothing when it comes again.
std::optional<std::string> only(const http::request<http::string_body>& request,
                                std::string_view name) {
  const auto found = request.equal_range({name.data(), name.size()});
  if (found.first == found.second) return "";
  if (std::next(found.first) != found.second) return {};
  return std::string(view(found.first->value()));
}

/// What the endpoints read of the header.
Refusal take_header(const http::request<http::string_body>& request, Exchange& now) {
  now.request.method = method_of(request.method());
  const std::optional<Target> target = split_target(view(request.target()));
  now.request.target = target ? std::string(target->path) : "";
  now.request.if_none_match = std::string(view(request[http::field::if_none_match]));
  constexpr std::string_view length = "Inference-Header-Content-Length";
  const std::optional<std::string> json_bytes = only(request, length);
  if (!json_bytes) return {400, text("there are two ", length)};
  now.request.inference_header_length = *json_bytes;
  return {0, ""};
}

/// Who asks, and for whom.
Refusal refusal_of_client(const http::request<http::string_body>& request, Exchange& now,
                          const GuardOptions& guard) {
  const auto hosts = request.equal_range(http::field::host);
  const bool has_host = hosts.first != hosts.second;
  if (!has_host && request.version() >= 11) return {400, "Host is missing"};
  if (has_host && std::next(hosts.first) != hosts.second) return {400, "there are two Hosts"};
  const std::optional<Target> target = split_target(view(request.target()));
  if (!target) return {400, "the address must begin with / or http://"};
  std::string_view host = has_host ? view(hosts.first->value()) : "localhost";
  if (!target->host.empty()) host = target->host;
  if (const auto refusal = refused_host(host, guard)) return *refusal;
  const auto origins = request.equal_range(http::field::origin);
  if (origins.first == origins.second) return {0, ""};
  if (std::next(origins.first) != origins.second) return {400, "there are two Origins"};
  const std::string_view origin = view(origins.first->value());
  if (const auto refusal = refused_origin(origin, host, guard)) return *refusal;
  if (const std::string* allowed = allowed_origin(origin, guard)) now.origin = *allowed;
  return {0, ""};
}

std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 40> out{};
  return {out.data(), std::strftime(out.data(), out.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

}  // namespace

std::string line_of(const http::request<http::string_body>& request) {
  if (request.target().empty()) return "";
  return for_log(view(request.method_string())) + " " + for_log(view(request.target()));
}

Refusal refusal_of_header(Exchange& now, const GuardOptions& guard) {
  const auto& request = now.parser.get();
  now.keeps_alive = request.keep_alive();
  now.line = line_of(request);
  now.is_head = request.method() == http::verb::head;
  if (request.version() != 10 && request.version() != 11) return {400, "HTTP is 1.0 or 1.1 here"};
  if (request.method() == http::verb::unknown) return {501, "there is no such method"};
  if (const Refusal client = refusal_of_client(request, now, guard); client.status) return client;
  if (const Refusal header = take_header(request, now); header.status) return header;
  const Method method = now.request.method;
  now.is_preflight = method == Method::options && !now.origin.empty();
  if (method == Method::other || (method == Method::options && !now.is_preflight)) {
    return {405, "the methods here are GET, HEAD and POST"};
  }
  return refusal_of_body(request, now);
}

Request take_request(Exchange& now) {
  now.request.body = std::move(now.parser.get().body());
  return std::move(now.request);
}

std::string head_of(const Exchange& now) {
  const Response& response = now.response;
  std::string out =
      text("HTTP/1.1 ", response.status, " ", reason(response.status), "\r\n",
           "Date: ", http_date(), "\r\n", "X-Content-Type-Options: nosniff\r\n",
           "Cross-Origin-Resource-Policy: ", now.origin.empty() ? "same-origin" : "cross-origin",
           "\r\n");
  bool has_cache_control = false;
  for (const auto& [name, value] : response.headers) {
    out += text(name, ": ", value, "\r\n");
    has_cache_control |= name == "Cache-Control";
  }
  if (!has_cache_control) out += "Cache-Control: no-store\r\n";
  if (!now.origin.empty()) {
    out += text("Access-Control-Allow-Origin: ", now.origin,
                "\r\nAccess-Control-Expose-Headers: ETag, Inference-Header-Content-Length, "
                "Retry-After\r\nVary: Origin\r\n");
  }
  if (now.is_preflight) {
    out +=
        "Access-Control-Allow-Methods: GET, HEAD, POST\r\nAccess-Control-Allow-Headers: "
        "Content-Type, Inference-Header-Content-Length\r\nAccess-Control-Max-Age: 600\r\n";
  }
  if (response.status == 405 && now.is_refused) out += "Allow: GET, HEAD, POST\r\n";
  if (response.status == 415) out += "Accept-Encoding: identity\r\n";
  if (response.status != 204 && response.status != 304) {
    out += text("Content-Type: ", response.content_type,
                "\r\nContent-Length: ", response.body.size(), "\r\n");
  }
  return out + (now.keeps_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
}

std::string log_line(const Exchange& now, const std::string& client) {
  const double ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - now.begin)
          .count();
  std::array<char, 32> seconds{};
  std::snprintf(seconds.data(), seconds.size(), "%.2f", ms);
  return text(client, " \"", now.line.empty() ? "-" : now.line, "\" ", now.response.status, " ",
              now.response.body.size(), " ", seconds.data(), " ms");
}

std::string text_of_limit(std::string_view what, size_t bytes) {
  return text(what, " is larger than ", bytes, " bytes");
}

}  // namespace keratin::server
