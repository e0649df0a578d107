// Ctrl-C while a model trains: the first one ends fit after the batch at hand, with the History so
// far; the second one ends the program.
#pragma once
#include <csignal>

namespace keratin::models {

class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  bool is_interrupted() const;

 private:
  struct sigaction before_;
};

}  // namespace keratin::models
