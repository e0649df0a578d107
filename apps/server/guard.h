// Who may ask: a page of another site must not reach a server on somebody's own machine, neither by
// name (DNS rebinding) nor by a form.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/message.h"

namespace keratin::server {

struct GuardOptions {
  std::vector<std::string> allowed_hosts = {};
  std::vector<std::string> allowed_origins = {};
};

/// What is wrong with the Host of a request, if anything: 400 for one that is none, 403 for a name
/// that is neither localhost nor allowed. Plain addresses are no names, and pass.
std::optional<Refusal> refused_host(std::string_view host, const GuardOptions& options);

/// 403 for a page of another site: an Origin that is not of `host` and not allowed. Empty: no page.
std::optional<Refusal> refused_origin(std::string_view origin, std::string_view host,
                                      const GuardOptions& options);

/// The allowed origin that equals this one, as the options wrote it; null when there is none.
const std::string* allowed_origin(std::string_view origin, const GuardOptions& options);

/// A target as a proxy gets it, http://host/path, in its parts; "/path" has no host. Nothing for
/// another scheme.
struct Target {
  std::string_view host, path;
};
std::optional<Target> split_target(std::string_view target);

/// A text of the client's for one line of a log: control characters, quotes and what is no ASCII
/// as \xNN, at most 200 bytes of it.
std::string for_log(std::string_view text);

}  // namespace keratin::server
