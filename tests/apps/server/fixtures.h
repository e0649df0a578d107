// What the server's tests share: a folder of their own, small models in it, and a client.
#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <thread>

#include "keratin/models/model.h"
#include "server/message.h"
#include "server/server.h"

namespace keratin::server {

/// A folder that is gone after the test.
class Folder {
 public:
  Folder();
  ~Folder();
  std::string path(const std::string& name = "") const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// y = factor * (x0 + x1), x [batch, 2], y [batch, 1]; its input is "x", its output "y".
Model scaling_model(float factor);
/// Inputs "ids" int32 [batch, None] and "flags" bool [batch, 2]; outputs "mean" float32 [batch, 1],
/// the mean of the ids, and "any" [batch, 2], the flags as numbers.
Model two_input_model();
/// Writes it as PATH, with its folder.
void save(Model model, const std::string& path);

/// The text of a Refusal that `run` throws, with its status in front: "400 ...".
template <class F>
std::string refusal_of(F run) {
  try {
    run();
  } catch (const Refusal& refusal) {
    return std::to_string(refusal.status) + " " + refusal.text;
  }
  return "nothing was refused";
}

/// A server in a thread of its own, stopped at the end.
class Running {
 public:
  explicit Running(ServeOptions options);
  ~Running() { stop(); }
  void stop();
  uint16_t port() const { return server_.port(); }

 private:
  Server server_;
  std::thread thread_;
};

/// A connection to a server of this machine, which sends bytes as they are.
class Client {
 public:
  explicit Client(uint16_t port);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  /// False when the other side has closed.
  bool send(std::string_view bytes);
  /// One whole answer by its Content-Length: head and body; what came until the end without one.
  std::string answer(bool has_body = true);
  /// Everything until the other side closes.
  std::string rest();

 private:
  bool read_more();

  int socket_;
  std::string buffer_;
};

/// "GET /v2 HTTP/1.1", Host, header, empty line, body.
std::string request(std::string_view line, std::string_view body = "",
                    std::string_view header = "");
/// Asks on a connection of its own.
std::string ask(uint16_t port, std::string_view line, std::string_view body = "",
                std::string_view header = "");
int status_of(const std::string& answer);
std::string body_of(const std::string& answer);

}  // namespace keratin::server
