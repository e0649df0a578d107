#include "keratin/base/output.h"

#include <unistd.h>

#include <cstdio>
#include <memory>
#include <mutex>
#include <utility>

#include "keratin/base/output_internal.h"

namespace keratin {
namespace {

/// What set_output was told, null when nothing. A writer keeps its own while another is set.
class CurrentOutput {
 public:
  std::shared_ptr<const Output> get() {
    const std::lock_guard lock(mutex_);
    return output_;
  }
  void set(std::shared_ptr<const Output> output) {
    const std::lock_guard lock(mutex_);
    output_.swap(output);
  }
  /// One text after the other; a function that prints itself does not wait for itself.
  std::recursive_mutex& turns() { return turns_; }

 private:
  std::mutex mutex_;
  std::recursive_mutex turns_;
  std::shared_ptr<const Output> output_;
};

CurrentOutput& current_output() {
  static CurrentOutput current;
  return current;
}

void write_to(std::function<void(std::string_view)> Output::*function, std::FILE* file,
              std::string_view text) {
  const std::shared_ptr<const Output> output = current_output().get();
  if (!output || !((*output).*function)) {
    std::fwrite(text.data(), 1, text.size(), file);
    return;
  }
  const std::lock_guard lock(current_output().turns());
  ((*output).*function)(text);
}

}  // namespace

void set_output(Output output) {
  current_output().set(std::make_shared<const Output>(std::move(output)));
}

void reset_output() { current_output().set(nullptr); }

OutputKind output_kind() {
  if (const auto output = current_output().get()) return output->kind;
  return isatty(STDOUT_FILENO) ? OutputKind::terminal : OutputKind::file;
}

void write_output(std::string_view text) { write_to(&Output::write, stdout, text); }

void flush_output() { std::fflush(stdout); }

void write_error_output(std::string_view text) { write_to(&Output::write_error, stderr, text); }

}  // namespace keratin
