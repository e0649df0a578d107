// How keratin-cells talks with the program in front of it, a Jupyter kernel or a terminal: requests
// and answers are lines of JSON. What cells print goes to stdout and stderr as ever.
//
//   {"kind": "run", "code": ..., "cell": 3}  -> value, display, error; at last {"kind": "done"}
//   {"kind": "complete", "code": ..., "position": 7}  -> {"kind": "done", "names", "begin"}
//   {"kind": "inspect", "code": ..., "position": 7}   -> {"kind": "done", "text": ...}
//   {"kind": "is_complete", "code": ...}              -> {"kind": "done", "status", "indent"}
//
// Positions are bytes. {"kind": "ready"} comes first, when the headers are read.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace keratin::cells {

/// Lines of JSON on a pair of file descriptors.
class Channel {
 public:
  Channel(int in, int out) : in_(in), out_(out) {}

  /// Waits for the next message; false at the end. A signal ends the wait only when `on_signal`,
  /// called then, throws.
  bool receive(nlohmann::json& message, void (*on_signal)() = nullptr);
  /// Throws std::system_error when nobody reads.
  void send(const nlohmann::json& message);

 private:
  int in_, out_;
  std::string pending_;
};

std::string base64(std::string_view bytes);

}  // namespace keratin::cells
