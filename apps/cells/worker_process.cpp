#include "worker_process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <system_error>

#include "places.h"

namespace keratin::cells {
namespace {

std::string ending_of(int status) {
  if (WIFSIGNALED(status)) return strsignal(WTERMSIG(status));
  return "exit status " + std::to_string(WEXITSTATUS(status));
}

void make_pipe(int (&ends)[2]) {
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
}

}  // namespace

void WorkerProcess::start() {
  stop();
  int requests[2], answers[2];
  make_pipe(requests);
  make_pipe(answers);
  const std::string path = own_path(), in = std::to_string(requests[0]),
                    out = std::to_string(answers[1]);
  pid_ = fork();
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid_ == 0) {
    fcntl(requests[0], F_SETFD, 0);
    fcntl(answers[1], F_SETFD, 0);
    execl(path.c_str(), "keratin-cells", "--terminal", "--requests", in.c_str(), "--answers",
          out.c_str(), nullptr);
    _exit(127);
  }
  close(requests[0]);
  close(answers[1]);
  requests_ = requests[1];
  answers_ = answers[0];
  channel_.emplace(answers_, requests_);
  if (!wait_for("ready", {})) throw std::runtime_error("the worker did not start: " + last_words_);
}

std::optional<nlohmann::json> WorkerProcess::ask(
    const nlohmann::json& request, const std::function<void(const nlohmann::json&)>& each) {
  if (!channel_) return std::nullopt;
  try {
    channel_->send(request);
  } catch (const std::system_error&) {  // it is gone, which the answers will say
  }
  return wait_for("done", each);
}

std::optional<nlohmann::json> WorkerProcess::wait_for(
    const char* kind, const std::function<void(const nlohmann::json&)>& each) {
  for (nlohmann::json message; channel_->receive(message);) {
    if (message.at("kind") == kind) return message;
    if (each) each(message);
  }
  stop();
  return std::nullopt;
}

// The worker ends when it has no more to read.
void WorkerProcess::stop() {
  if (pid_ < 0) return;
  channel_.reset();
  close(requests_);
  close(answers_);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  last_words_ = ending_of(status);
  exit_status_ = WIFEXITED(status) ? std::optional(WEXITSTATUS(status)) : std::nullopt;
  pid_ = -1;
}

}  // namespace keratin::cells
