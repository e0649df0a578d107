// A worker of this program's own, for the terminal: a crash of a cell costs its variables alone.
#pragma once
#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>

#include "protocol.h"

namespace keratin::cells {

class WorkerProcess {
 public:
  WorkerProcess() = default;
  ~WorkerProcess() { stop(); }
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  /// Starts it and waits until it is ready. Throws std::runtime_error when it does not come up.
  void start();
  /// The last answer; those before it go to `each`. Nothing when the worker has died: it is started
  /// anew by start().
  std::optional<nlohmann::json> ask(const nlohmann::json& request,
                                    const std::function<void(const nlohmann::json&)>& each = {});
  /// How it ended: "Segmentation fault", "exit status 3".
  const std::string& last_words() const { return last_words_; }
  /// What it gave to exit; nothing when a signal ended it.
  std::optional<int> exit_status() const { return exit_status_; }

 private:
  std::optional<nlohmann::json> wait_for(const char* kind,
                                         const std::function<void(const nlohmann::json&)>& each);
  void stop();

  pid_t pid_ = -1;
  int requests_ = -1, answers_ = -1;
  std::optional<Channel> channel_;
  std::string last_words_;
  std::optional<int> exit_status_;
};

}  // namespace keratin::cells
