#include "fixtures.h"

#include <arpa/inet.h>
#include <keratin/keratin.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

#include "keratin/base/text.h"

namespace keratin::server {

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "keratin_server_XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error("no folder for the test");
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Model scaling_model(float factor) {
  Input x({2}, {.name = "x"});
  layers::Dense dense(1, {.use_bias = false, .name = "y"});
  Model model({x}, {dense(x)});
  dense.set_weights({tensor({{factor}, {factor}}, float32)});
  return model;
}

Model two_input_model() {
  Input ids({None}, {.dtype = int32, .name = "ids"}), flags({2}, {.dtype = bool_, .name = "flags"});
  layers::Embedding numbers(4, 1);
  const Tensor mean = layers::GlobalAveragePooling1D({.name = "mean"})(numbers(ids));
  const Tensor any = layers::Rescaling(1.0, {.name = "any"})(flags);
  Model model({ids, flags}, {mean, any});
  numbers.set_weights({tensor({{0}, {1}, {2}, {3}}, float32)});
  return model;
}

void save(Model model, const std::string& path) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  model.save(path);
}

namespace {

ServeOptions for_test(ServeOptions options) {
  options.port = 0;
  if (!options.log) options.log = [](std::string_view) {};
  return options;
}

}  // namespace

Running::Running(ServeOptions options)
    : server_(for_test(std::move(options))), thread_([this] { server_.run(); }) {}

void Running::stop() {
  if (!thread_.joinable()) return;
  server_.stop();
  thread_.join();
}

Client::Client(uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // A server that does not answer fails the test instead of holding it.
  const timeval limit{60, 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("cannot connect to the server");
  }
}

Client::~Client() { close(socket_); }

bool Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

bool Client::read_more() {
  char bytes[4096];
  const ssize_t count = recv(socket_, bytes, sizeof bytes, 0);
  if (count <= 0) return false;
  buffer_.append(bytes, static_cast<size_t>(count));
  return true;
}

std::string Client::answer(bool has_body) {
  size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!read_more()) return std::exchange(buffer_, {});
  }
  end += 4;
  const size_t at = buffer_.substr(0, end).find("Content-Length: ");
  if (has_body && at != std::string::npos) end += std::strtoull(&buffer_[at + 16], nullptr, 10);
  while (buffer_.size() < end && read_more()) {
  }
  const std::string answer = buffer_.substr(0, end);
  buffer_.erase(0, end);
  return answer;
}

std::string Client::rest() {
  while (read_more()) {
  }
  return std::exchange(buffer_, {});
}

std::string request(std::string_view line, std::string_view body, std::string_view header) {
  const bool has_length = !body.empty() || line.substr(0, 4) == "POST";
  return text(line, " HTTP/1.1\r\nHost: localhost\r\n", header,
              has_length ? text("Content-Length: ", body.size(), "\r\n") : "", "\r\n", body);
}

std::string ask(uint16_t port, std::string_view line, std::string_view body,
                std::string_view header) {
  Client client(port);
  client.send(request(line, body, header));
  return client.answer(line.substr(0, 4) != "HEAD");
}

int status_of(const std::string& answer) {
  return answer.size() > 12 ? std::atoi(answer.c_str() + 9) : 0;
}

std::string body_of(const std::string& answer) {
  const size_t end = answer.find("\r\n\r\n");
  return end == std::string::npos ? "" : answer.substr(end + 4);
}

}  // namespace keratin::server
