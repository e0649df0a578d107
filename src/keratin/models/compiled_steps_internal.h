// The steps that a model has compiled: one for each size of batch and kind of data.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "keratin/autodiff/tape.h"
#include "keratin/backend/compiled_step.h"
#include "keratin/losses/loss.h"
#include "keratin/models/batches_internal.h"
#include "keratin/optimizers/optimizer.h"

namespace keratin::layers {
class Layer;
}

namespace keratin::models {

/// A compiled step and what the model must know of it.
struct StepEntry {
  int64_t rows = 0;
  Shape sample = {}, target = {};
  DType dtype = float32, target_dtype = float32;
  bool is_weighted = false;
  std::unique_ptr<CompiledStep> step = {};  // null: this kind of batch runs layer by layer
  std::vector<const void*> weights = {};    // where they lay when the step was compiled
  std::vector<bool> trainable = {};         // and whether they trained
  PlannedLoss loss = {};
  TensorList gradients = {};  // filled by the step when the optimizer does more than its rule
  Shape output = {};
};

class CompiledSteps {
 public:
  /// The step for a batch of the data, compiled when it is met for the first time.
  StepEntry& find(const layers::Layer& model, const Batches& data, int64_t rows,
                  const losses::Loss& loss, const optimizers::Optimizer& optimizer,
                  bool applies_rule, const std::vector<Variable>& variables);
  void clear() {
    take_parameters_back();
    entries_.clear();
  }
  /// Whether the step that trains may keep parameters to itself; else all are taken back.
  void allow_borrowing() { may_borrow_ = true; }
  void forbid_borrowing();
  bool may_borrow() const { return may_borrow_; }
  /// Before that step trains by the optimizer's rule; takes them back from any other.
  void lend_parameters_to(StepEntry& entry);
  bool has_lent_to(const StepEntry& entry) const { return borrower_ == &entry; }
  void take_parameters_back();
  const std::vector<std::unique_ptr<StepEntry>>& entries() const { return entries_; }

 private:
  static void compile(StepEntry& entry, const layers::Layer& model, const losses::Loss& loss,
                      const optimizers::Optimizer& optimizer, bool applies_rule,
                      const std::vector<Variable>& variables);

  std::vector<std::unique_ptr<StepEntry>> entries_;
  bool may_borrow_ = false;
  StepEntry* borrower_ = nullptr;
};

/// Lets the steps of a model borrow its parameters for as long as it lives, if nobody looks at
/// them.
class Borrowing {
 public:
  Borrowing(CompiledSteps& steps, bool is_allowed) : steps_(is_allowed ? &steps : nullptr) {
    if (steps_) steps_->allow_borrowing();
  }
  ~Borrowing() {
    if (steps_) steps_->forbid_borrowing();
  }
  Borrowing(const Borrowing&) = delete;
  Borrowing& operator=(const Borrowing&) = delete;

 private:
  CompiledSteps* steps_;  // null: not allowed; then a callback may even compile the model anew
};

}  // namespace keratin::models
