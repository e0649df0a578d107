#include "protocol.h"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace keratin::cells {

bool Channel::receive(nlohmann::json& message, void (*on_signal)()) {
  for (;;) {
    const size_t end = pending_.find('\n');
    if (end != std::string::npos) {
      const std::string line = pending_.substr(0, end);
      pending_.erase(0, end + 1);
      message = nlohmann::json::parse(line);
      return true;
    }
    char buffer[65536];
    const ssize_t count = read(in_, buffer, sizeof buffer);
    if (count > 0) {
      pending_.append(buffer, static_cast<size_t>(count));
    } else if (count == 0 || errno != EINTR) {
      return false;
    } else if (on_signal) {
      on_signal();
    }
  }
}

void Channel::send(const nlohmann::json& message) {
  const std::string line =
      message.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  for (size_t sent = 0; sent < line.size();) {
    const ssize_t count = write(out_, line.data() + sent, line.size() - sent);
    if (count > 0) {
      sent += static_cast<size_t>(count);
    } else if (errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "answer");
    }
  }
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    for (size_t k = 0; k < 3; ++k) {
      const bool is_there = i + k < bytes.size();
      group = group << 8 | (is_there ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (size_t k = 0; k < 4; ++k) {
      out += i + k > bytes.size() ? '=' : digits[group >> (18 - 6 * k) & 63];
    }
  }
  return out;
}

}  // namespace keratin::cells
