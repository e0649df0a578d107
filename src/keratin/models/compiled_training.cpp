// Training and testing with steps that the backend has compiled. What a plan does not know stays
// on the tape: other losses, which give the gradient of the outputs, and regularizers.
#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/models/batches_internal.h"
#include "keratin/models/model.h"
#include "keratin/models/model_state_internal.h"
#include "keratin/ops/arithmetic.h"

namespace keratin {
namespace {

using LossKind = PlannedLoss::Kind;

/// Whether a loss or a regularizer uses a weight whose gradient a compiled step would lose.
class ReadsOtherWeights final : public VariableWatch {
 public:
  void on_use(const Variable& variable, const Tensor&) override {
    found_ = found_ || (variable.trainable() && !(variable == own_));
  }
  /// The weight whose gradient is asked for.
  void expect(const Variable& own) { own_ = own; }
  bool found() const { return found_; }

 private:
  Variable own_;
  bool found_ = false;
};

}  // namespace

models::StepEntry* Model::compiled_step(const models::Batches& data, int64_t i) {
  models::Training& state = *model_->training;
  if (state.runs_eagerly || !data.are_plain() || data.rows_of(i) <= 0) return nullptr;
  if (state.device() != Device{}) return nullptr;      // rows are read where the host has them
  if (state.optimizer->scales_loss()) return nullptr;  // of which a plan knows nothing
  if (!state.options.loss.is_some()) return nullptr;
  resolve_ahead(data.whole(), data.rows_of(i));
  if (!state.is_resolved) return nullptr;
  if (state.losses.size() != 1 || !state.losses[0] || state.loss_weights[0] != 1 ||
      state.optimizer->scales_loss()) {
    return nullptr;
  }
  const bool applies_rule = state.regularizers.empty() && state.optimizer->next_rule().has_value();
  const auto find = [&](int64_t rows) -> models::StepEntry& {
    return state.steps.find(*this, data, rows, state.loss(), *state.optimizer, applies_rule,
                            state.variables);
  };
  if (i == 0) find(data.rows_of(data.count() - 1));  // a shorter last batch finds its step made
  models::StepEntry& entry = find(data.rows_of(i));
  return entry.step ? &entry : nullptr;
}

/// What the tape adds to the loss of a compiled step, and its gradients: for the outputs in front,
/// then for each regularized variable. Takes the step away from the entry when it cannot give all
/// gradients.
Tensor Model::taped_loss(models::StepEntry& entry, const models::Batches& data, int64_t i,
                         bool is_training) {
  models::Training& state = *model_->training;
  const bool is_planned = entry.loss.kind != LossKind::none;
  if (is_planned && state.regularizers.empty()) return {};
  state.leaves.clear();
  Tensor total;
  ReadsOtherWeights reads;
  state.leaves.push_back(watch(entry.step->outputs().reshape(entry.output)));
  if (!is_planned) {
    total = state.loss()(data.targets(i), state.leaves[0], data.weights(i));
    if (total.ndim() != 0) {
      throw_value_error(text(name(), ": the loss '", state.loss().name(),
                             "' gives a tensor of shape ", total.shape(), ", not a number"),
                        {}, "training needs another reduction than \"none\"");
    }
  }
  for (const auto& [variable, regularizer] : state.regularizers) {
    reads.expect(variable);
    state.leaves.push_back(variable.value());
    const Tensor term = (*regularizer)(variable.value());
    total = total.defined() ? total + term : term;
  }
  if (reads.found()) {
    state.steps.take_parameters_back();
    entry.step.reset();
    return {};
  }
  if (is_training) gradients_into(total, state.leaves, state.gradients);
  return total;
}

double Model::loss_of_compiled(models::StepEntry& entry, const models::Batches& data, int64_t i,
                               bool is_training, int64_t& right) {
  double loss = 0;
  if (entry.loss.kind != LossKind::none) {
    const BatchLoss found = entry.step->loss();
    // The loss says what is wrong with a label.
    if (found.has_bad_label) model_->training->loss()(data.targets(i), entry.step->outputs());
    loss = found.loss;
    right = found.right;
  }
  const Tensor taped = taped_loss(entry, data, i, is_training);
  return taped.defined() ? loss + taped.item() : loss;
}

bool Model::train_compiled(models::StepEntry& entry, const models::Batches& data, int64_t i) {
  models::Training& state = *model_->training;
  const bool applies_rule = entry.gradients.empty();
  // The next batch is read ahead when it is of the same kind, and nobody may change it meanwhile.
  const bool has_next = state.steps.may_borrow() && data.rows_of(i + 1) == data.rows_of(i);
  const bool is_worth_moving = has_next || state.steps.has_lent_to(entry);  // not for one step
  if (applies_rule && state.constraints.empty() && is_worth_moving) {
    state.steps.lend_parameters_to(entry);
  } else {
    state.steps.take_parameters_back();
  }
  entry.step->forward(data.rows_at(i), true, state.step++);
  int64_t right = 0;
  const double loss = loss_of_compiled(entry, data, i, true, right);
  if (!entry.step) {
    --state.step;  // nothing has happened yet
    return false;
  }
  const NoGradient no_gradient;
  const Tensor dy = entry.loss.kind == LossKind::none ? state.gradients[0] : Tensor();
  const BatchRows next = has_next ? data.rows_at(i + 1) : BatchRows{};
  if (applies_rule) {
    const StepRule rule = *state.optimizer->next_rule();
    entry.step->backward(dy, &rule, state.optimizer->next_decay(), has_next ? &next : nullptr);
    state.optimizer->count_step();
    for (const Variable& variable : state.variables) variable.value().storage()->count_write();
  } else {
    entry.step->backward(dy, nullptr, 1, has_next ? &next : nullptr);
    add_regularizer_gradients(entry);
    state.optimizer->apply(entry.gradients);
  }
  for (auto& [variable, constraint] : state.constraints) {
    variable.assign((*constraint)(variable.value()));
  }
  track_compiled(loss, entry, data, i, true, right);
  return true;
}

void Model::add_regularizer_gradients(models::StepEntry& entry) {
  models::Training& state = *model_->training;
  for (size_t r = 0; r < state.regularizers.size(); ++r) {
    const Tensor& more = state.gradients[r + 1];
    for (size_t i = 0; more.defined() && i < state.variables.size(); ++i) {
      if (!(state.variables[i] == state.regularizers[r].first)) continue;
      if (!entry.gradients[i].defined()) continue;  // frozen since compile
      const View sum = entry.gradients[i].view();
      backend_of(more).run(BinaryCall{.f = Binary::add, .a = sum, .b = more.view(), .y = sum});
    }
  }
}

bool Model::test_compiled(models::StepEntry& entry, const models::Batches& data, int64_t i) {
  const NoGradient no_gradient;
  entry.step->forward(data.rows_at(i), false, 0);
  int64_t right = 0;
  const double loss = loss_of_compiled(entry, data, i, false, right);
  if (!entry.step) return false;
  track_compiled(loss, entry, data, i, false, right);
  return true;
}

void Model::track_compiled(double loss, const models::StepEntry& entry, const models::Batches& data,
                           int64_t i, bool is_training, int64_t right) {
  models::Tracking& tracking = model_->training->of(is_training);
  tracking.loss.add(loss, entry.rows);
  tracking.samples += static_cast<double>(entry.rows);
  const models::Tracking::Output& output = tracking.outputs[0];
  Tensor targets, outputs;
  const auto gather = [&] {
    if (targets.defined()) return;
    targets = data.targets(i);
    outputs = entry.step->outputs().reshape(entry.output).copy();  // the metric may keep it
  };
  for (const auto& metric : output.metrics) {
    if (metric->add_counted(entry.loss, right, entry.rows)) continue;
    gather();
    metric->update_state(targets, outputs);
  }
  for (const auto& metric : output.weighted_metrics) {
    gather();
    metric->update_state(targets, outputs, data.weights(i));
  }
}

}  // namespace keratin
