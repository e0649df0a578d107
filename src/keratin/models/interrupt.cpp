#include "keratin/models/interrupt_internal.h"

#include <atomic>

namespace keratin::models {
namespace {

// A signal handler can reach nothing but globals.
std::atomic<bool> was_interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void note_interrupt(int) { was_interrupted.store(true); }

}  // namespace

InterruptGuard::InterruptGuard() {
  was_interrupted.store(false);
  struct sigaction action = {};
  action.sa_handler = note_interrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // the second Ctrl-C finds the usual handler
  sigaction(SIGINT, &action, &before_);
}

InterruptGuard::~InterruptGuard() { sigaction(SIGINT, &before_, nullptr); }

bool InterruptGuard::is_interrupted() const { return was_interrupted.load(); }

}  // namespace keratin::models
