// Ctrl-C while a model trains: the first one ends fit after the batch at hand, with the History so
// far; the second one does what it does without a fit, which in most programs ends them.
#pragma once

namespace keratin::models {

class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  bool is_interrupted() const;
};

}  // namespace keratin::models
