#include "child.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <system_error>

#include "interrupts.h"

namespace keratin::cells {
namespace {

[[noreturn]] void answer_and_exit(int end, const std::function<std::string()>& work) {
  std::signal(SIGINT, SIG_DFL);
  std::string text;
  try {
    text = work();
  } catch (...) {
    _exit(1);
  }
  for (size_t sent = 0; sent < text.size();) {
    const ssize_t count = write(end, text.data() + sent, text.size() - sent);
    if (count < 0) _exit(1);
    sent += static_cast<size_t>(count);
  }
  _exit(0);
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

std::string in_child(const std::function<std::string()>& work) {
  int ends[2];
  if (pipe(ends) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) answer_and_exit(ends[1], work);
  close(ends[1]);
  std::string text;
  char buffer[4096];
  for (;;) {
    const ssize_t count = read(ends[0], buffer, sizeof buffer);
    if (count > 0) text.append(buffer, static_cast<size_t>(count));
    if (count == 0 || (count < 0 && errno != EINTR)) break;
    if (is_interrupted()) kill(child, SIGKILL);
  }
  close(ends[0]);
  const int status = wait_for(child);
  check_interrupt();
  if (status != 0) throw std::runtime_error("the compiler crashed over this code");
  return text;
}

}  // namespace keratin::cells
