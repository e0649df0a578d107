// An optimizer with a state of its own, which steps one variable after the other: one that is
// written in another language, or that keeps something else than slots in the shape of the weights.
#pragma once
#include <span>
#include <vector>

#include "keratin/autodiff/variable.h"

namespace keratin::optimizers {

/// Beside Optimizer, which then has no slots(), no rule() and no update():
///   class Signs final : public OptimizerOf<Signs>, public StepsByVariable { ... };
/// Learning rate, clipping, weight decay, averages and accumulation stay the base's business.
class StepsByVariable {
 public:
  virtual ~StepsByVariable() = default;
  /// Makes the state for these variables; once, when the optimizer is built.
  virtual void build_for(std::span<const Variable> variables) = 0;
  /// That state, which files hold behind the base's.
  virtual std::vector<Variable> own_variables() const = 0;
  /// One step of a variable along its gradient, which is scaled and clipped already.
  virtual void step_variable(const Variable& variable, const Tensor& gradient,
                             float learning_rate) = 0;

 protected:
  StepsByVariable() = default;
  StepsByVariable(const StepsByVariable&) = default;
  StepsByVariable& operator=(const StepsByVariable&) = default;
};

}  // namespace keratin::optimizers
