// The server as an object, for programs that serve beside other work.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "server/serve.h"

namespace keratin::server {

class Server {
 public:
  /// Loads the models and listens. Throws as serve().
  explicit Server(const ServeOptions& options);
  ~Server();

  uint16_t port() const;
  /// "http://127.0.0.1:8000"
  std::string url() const;
  /// Answers requests until stop(), or until SIGINT or SIGTERM when `heeds_signals`; returns when
  /// what ran is finished, or after stop_seconds. Once.
  void run(bool heeds_signals = false);
  /// From any thread.
  void stop();

 private:
  class Core;
  std::shared_ptr<Core> core_;
};

}  // namespace keratin::server
