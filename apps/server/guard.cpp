#include "server/guard.h"

#include <arpa/inet.h>

#include <algorithm>

#include "keratin/base/text.h"

namespace keratin::server {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool is_port(std::string_view port) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return port.size() <= 5 && std::all_of(port.begin(), port.end(), is_digit);
}

/// The name of "name:port" in small letters; nothing when it is no host.
std::optional<std::string> name_of_host(std::string_view host) {
  size_t end = host.find(':');
  if (!host.empty() && host.front() == '[') {
    const size_t bracket = host.find(']');
    if (bracket == std::string_view::npos) return {};
    end = bracket + 1;
  }
  const std::string_view name = host.substr(0, end);
  const std::string_view rest = end < host.size() ? host.substr(end) : std::string_view();
  if (name.empty() || (!rest.empty() && (rest.front() != ':' || !is_port(rest.substr(1))))) {
    return {};
  }
  const auto is_fine = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_' || c == '[' || c == ']' || c == ':';
  };
  if (!std::all_of(name.begin(), name.end(), is_fine)) return {};
  return lower(name);
}

bool is_address(const std::string& name) {
  unsigned char bytes[sizeof(in6_addr)];
  if (name.front() == '[') {
    return inet_pton(AF_INET6, name.substr(1, name.size() - 2).c_str(), bytes) == 1;
  }
  return inet_pton(AF_INET, name.c_str(), bytes) == 1;
}

}  // namespace

std::optional<Refusal> refused_host(std::string_view host, const GuardOptions& options) {
  const std::optional<std::string> name = name_of_host(host);
  if (!name) return Refusal{400, "Host must be a name or an address, and a port"};
  if (*name == "localhost" || is_address(*name)) return {};
  for (const std::string& allowed : options.allowed_hosts) {
    if (lower(allowed) == *name) return {};
  }
  return Refusal{403,
                 "this server is not asked by that name; the option that allows a name is "
                 "--allow-host"};
}

const std::string* allowed_origin(std::string_view origin, const GuardOptions& options) {
  for (const std::string& allowed : options.allowed_origins) {
    if (lower(allowed) == lower(origin)) return &allowed;
  }
  return nullptr;
}

std::optional<Refusal> refused_origin(std::string_view origin, std::string_view host,
                                      const GuardOptions& options) {
  if (origin.empty() || lower(origin) == "http://" + lower(host)) return {};
  if (allowed_origin(origin, options)) return {};
  return Refusal{403,
                 "pages of other sites may not ask this server; the option that allows one is "
                 "--allow-origin"};
}

std::optional<Target> split_target(std::string_view target) {
  if (!target.empty() && target.front() == '/') return Target{"", target};
  constexpr std::string_view scheme = "http://";
  if (lower(target.substr(0, scheme.size())) != scheme) return {};
  target.remove_prefix(scheme.size());
  const size_t slash = target.find('/');
  if (slash == std::string_view::npos) return Target{target, "/"};
  return Target{target.substr(0, slash), target.substr(slash)};
}

std::string for_log(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 200)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7f && c != '"' && c != '\\') {
      out += c;
    } else {
      constexpr char hex[] = "0123456789abcdef";
      ((out += "\\x") += hex[byte >> 4]) += hex[byte & 15];
    }
  }
  return text.size() > 200 ? out + "..." : out;
}

}  // namespace keratin::server
