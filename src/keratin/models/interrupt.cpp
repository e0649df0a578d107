#include "keratin/models/interrupt_internal.h"

#include <atomic>
#include <csignal>
#include <mutex>

namespace keratin::models {
namespace {

// A signal handler can reach nothing but globals.
std::atomic<bool> was_interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);
struct sigaction usual;

/// The second one is for whoever would have got it without a fit: most programs end by it.
void note_interrupt(int signal) {
  if (!was_interrupted.exchange(true)) return;
  sigaction(signal, &usual, nullptr);
  std::raise(signal);
}

/// How many fits run, one within another or in several threads: they share the handler.
struct Guards {
  std::mutex mutex;
  int count = 0;
};
Guards& guards() {
  static Guards all;
  return all;
}

}  // namespace

InterruptGuard::InterruptGuard() {
  const std::lock_guard lock(guards().mutex);
  if (guards().count++ > 0) return;
  was_interrupted.store(false);
  sigaction(SIGINT, nullptr, &usual);
  struct sigaction action = {};
  action.sa_handler = note_interrupt;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
}

InterruptGuard::~InterruptGuard() {
  const std::lock_guard lock(guards().mutex);
  if (--guards().count == 0) sigaction(SIGINT, &usual, nullptr);
}

bool InterruptGuard::is_interrupted() const { return was_interrupted.load(); }

}  // namespace keratin::models
