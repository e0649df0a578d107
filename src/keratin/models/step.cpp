// One step: batch -> layers -> loss -> gradients -> optimizer -> metrics.
#include <algorithm>
#include <cmath>
#include <span>
#include <typeinfo>
#include <unordered_map>

#include "keratin/backend/backend.h"
#include "keratin/backend/recorder_internal.h"
#include "keratin/base/arguments_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/flush_denormals_internal.h"
#include "keratin/base/text.h"
#include "keratin/models/batches_internal.h"
#include "keratin/models/model_state_internal.h"
#include "keratin/models/sequential.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/tensor/creation.h"

namespace keratin {

Data models::weights_of(const Data& targets, const Data& sample_weight,
                        const ClassWeight& class_weight) {
  if (class_weight.empty()) return sample_weight;
  if (!sample_weight.empty()) {
    throw_value_error("fit: class_weight and sample_weight cannot be given together");
  }
  if (targets.size() != 1) {
    throw_value_error(text("fit: class_weight is for models of one output, received ",
                           targets.size(), " targets"));
  }
  const Tensor& y = targets.tensors()[0];
  const bool is_one_hot = y.ndim() == 2 && y.shape()[1] > 1;
  if (!is_one_hot && y.size() != y.len()) {
    throw_value_error("fit: class_weight needs labels of shape (samples,) or (samples, classes)",
                      {{"y", describe(y)}});
  }
  for (const auto& [label, weight] : class_weight) check_finite("fit", "class_weight", weight);
  const std::vector<double> labels = (is_one_hot ? y.argmax(1) : y).to_vector<double>();
  const std::unordered_map<int64_t, double> weight_of(class_weight.begin(), class_weight.end());
  std::vector<float> weights;
  weights.reserve(labels.size());
  for (const double label : labels) {
    const double whole = std::nearbyint(label);  // as Keras rounds them
    if (!(std::abs(whole) < 0x1p63)) {
      throw_value_error(text("fit: class_weight: the label ", label, " is no class number"));
    }
    const auto found = weight_of.find(static_cast<int64_t>(whole));
    weights.push_back(found == weight_of.end() ? 1.0F : static_cast<float>(found->second));
  }
  return tensor(weights);
}

Tensor Model::compute_loss(const Batch& batch, const Tensors& y_pred) {
  models::Training& state = training("compute_loss");
  if (!state.options.loss.is_some()) {
    throw_value_error(text(name(), ": compile was called without a loss"), {},
                      "compile({.optimizer = \"rmsprop\", .loss = \"mse\"})");
  }
  if (!state.is_resolved) resolve(shapes_of(batch.y), shapes_of(y_pred));
  Tensor total;
  const auto add = [&total](const Tensor& term) { total = total.defined() ? total + term : term; };
  for (size_t k = 0; k < y_pred.size(); ++k) {
    if (!state.losses[k]) continue;
    if (k >= batch.y.size()) throw_value_error(text(name(), ": there is no y for output ", k));
    const Tensor loss =
        (*state.losses[k])(batch.y[k], y_pred[k], batch.weight(k), mask_of(y_pred[k]));
    if (loss.ndim() != 0) {
      throw_value_error(text(name(), ": the loss '", state.losses[k]->name(),
                             "' gives a tensor of shape ", loss.shape(), ", not a number"),
                        {}, "training needs another reduction than \"none\"");
    }
    if (!state.loss_names.empty()) state.batch_losses[k] = loss.detach();
    add(state.loss_weights[k] == 1 ? loss : loss * state.loss_weights[k]);
  }
  if (const CallScope* scope = CallScope::current(); scope && scope->record) {
    for (const Tensor& term : scope->record->losses) add(term);
  }
  for (const auto& [variable, regularizer] : state.regularizers) {
    add((*regularizer)(variable.value()));
  }
  if (!total.defined()) throw_value_error(text(name(), ": no output has a loss"));
  state.batch_loss = total.detach();
  return total;
}

void Model::update_metrics(const Batch& batch, const Tensors& y_pred, bool is_training,
                           FunctionRef<bool(const Metric&)> is_chosen) {
  const NoGradient no_gradient;
  models::Training& state = *model_->training;
  if (!state.is_resolved) resolve(shapes_of(batch.y), shapes_of(y_pred));
  models::Tracking& tracking = state.of(is_training);
  for (size_t k = 0; k < y_pred.size(); ++k) {
    const Tensor outputs = y_pred[k].detach();
    for (const auto& metric : tracking.outputs[k].metrics) {
      if (is_chosen(*metric)) metric->update_state(batch.y[k], outputs);
    }
    for (const auto& metric : tracking.outputs[k].weighted_metrics) {
      if (is_chosen(*metric)) metric->update_state(batch.y[k], outputs, batch.weight(k));
    }
  }
}

bool Model::has_loose_metrics(bool is_training) const {
  for (const models::Tracking::Output& output : model_->training->of(is_training).outputs) {
    for (const auto* list : {&output.metrics, &output.weighted_metrics}) {
      for (const auto& metric : *list) {
        if (!metric->is_in_variables()) return true;
      }
    }
  }
  return false;
}

/// Those that are no part of a recorded step, on tensors that are theirs; the outputs come last
/// among its results.
void Model::update_loose_metrics(const Batch& batch, const TensorList& results, bool is_training) {
  const auto copies = [](auto begin, auto end) {
    Tensors list;
    for (; begin != end; ++begin) list.push_back(begin->defined() ? begin->copy() : *begin);
    return list;
  };
  const NoGradient no_gradient;
  const size_t count = model_->training->of(is_training).outputs.size();
  const Batch own{.x = {},
                  .y = copies(batch.y.begin(), batch.y.end()),
                  .sample_weight = copies(batch.sample_weight.begin(), batch.sample_weight.end())};
  update_metrics(own, copies(results.end() - static_cast<int64_t>(count), results.end()),
                 is_training, [](const Metric& metric) { return !metric.is_in_variables(); });
}

Logs Model::compute_metrics(const Batch& batch, const Tensors& y_pred) {
  models::Training& state = training("compute_metrics");
  const CallScope* scope = CallScope::current();
  const bool is_training = scope && scope->training;
  if (!state.is_resolved) resolve(shapes_of(batch.y), shapes_of(y_pred));
  track_batch_loss(batch.rows(), is_training);
  update_metrics(batch, y_pred, is_training, [](const Metric&) { return true; });
  state.of(is_training).samples += static_cast<double>(batch.rows());
  Logs logs;
  models::scores_into(state, is_training, logs);
  return logs;
}

void Model::apply_gradients(const Tensor& loss) {
  models::Training& state = training("apply_gradients");
  state.gradients.clear();
  if (!state.variables.empty()) {
    // A weight that the loss does not depend on has no gradient, and stays as it is: no slot moves,
    // no decay, no constraint, as in Keras on TensorFlow and PyTorch.
    state.leaves.clear();
    for (const Variable& variable : state.variables) state.leaves.push_back(variable.value());
    gradients_into(state.optimizer->scale_loss(loss), state.leaves, state.gradients);
    state.optimizer->apply(state.gradients);
  }
  const NoGradient no_gradient;
  for (auto& [variable, constraint] : state.constraints) {
    const auto at = std::find(state.variables.begin(), state.variables.end(), variable);
    const auto i = static_cast<size_t>(at - state.variables.begin());
    if (i < state.gradients.size() && state.gradients[i].defined()) {
      variable.assign((*constraint)(variable.value()));
    }
  }
  state.record.apply_updates();
}

/// Adds what compute_loss gave for a batch.
void Model::track_batch_loss(int64_t rows, bool is_training) {
  models::Training& state = *model_->training;
  models::Tracking& tracking = state.of(is_training);
  if (!state.batch_loss.defined()) return;
  tracking.loss.add(state.batch_loss, rows);
  state.batch_loss = Tensor();
  for (size_t k = 0; k < state.loss_names.size(); ++k) {
    if (!state.batch_losses[k].defined()) continue;
    tracking.outputs[k].loss.add(state.batch_losses[k], rows);
    state.batch_losses[k] = Tensor();
  }
}

/// train_step and test_step where nobody wrote others, without what reads a number.
void Model::step_on_tape(const Batch& batch, bool is_training, bool is_recorded) {
  const Tensors y_pred = outputs_for(batch.x);
  const Tensor loss = compute_loss(batch, y_pred);
  model_->training->batch_loss = loss.detach();
  if (is_training) apply_gradients(loss);
  track_batch_loss(batch.rows(), is_training);
  update_metrics(batch, y_pred, is_training, [is_recorded](const Metric& metric) {
    return !is_recorded || metric.is_in_variables();
  });
  models::Training& state = *model_->training;
  state.outputs.clear();
  if (!is_recorded || !has_loose_metrics(is_training)) return;
  for (const Tensor& y : y_pred) state.outputs.push_back(y.detach());
}

Logs Model::train_step(const Batch& batch) {
  models::Training& state = training("train_step");
  const Tensors y_pred = outputs_for(batch.x);
  const Tensor loss = compute_loss(batch, y_pred);
  state.batch_loss = loss.detach();
  apply_gradients(loss);
  return compute_metrics(batch, y_pred);
}

Logs Model::test_step(const Batch& batch) {
  models::Training& state = training("test_step");
  const Tensors y_pred = outputs_for(batch.x);
  state.batch_loss = compute_loss(batch, y_pred).detach();
  return compute_metrics(batch, y_pred);
}

Tensors Model::predict_step(const Tensors& x) const { return outputs_for(x); }

// A class of the user's may have steps of its own: they run as they are written.
bool Model::has_own_steps() const {
  return typeid(*this) != typeid(Model) && typeid(*this) != typeid(Sequential);
}

Logs Model::run_step(const models::Batches& data, int64_t i, bool is_training, bool may_replay) {
  const FlushDenormals flush;
  if (!model_->training->has_variables) {  // a callback has compiled anew
    collect_variables();
    if (is_training) check_variables();
  }
  if (models::StepEntry* entry = has_own_steps() ? nullptr : compiled_step(data, i)) {
    const bool is_done =
        is_training ? train_compiled(*entry, data, i) : test_compiled(*entry, data, i);
    if (is_done) return {};  // the caller has scores_into(), which allocates nothing
  }
  model_->training->steps.take_parameters_back();
  models::RecordedStep* step =
      may_replay ? recorded_step(data.whole(), data.rows_of(i), is_training) : nullptr;
  if (!step) return run_step(data[i], is_training);
  data.copy_to(i, step->inputs());
  run_recorded(*step, is_training);
  return {};
}

Logs Model::run_step(const Batch& batch, bool is_training) {
  const FlushDenormals flush;
  if (has_own_steps()) {
    Logs logs;
    in_step(is_training, [&] { logs = is_training ? train_step(batch) : test_step(batch); });
    return logs;
  }
  // Without logs, which would need memory.
  in_step(is_training, [&] { step_on_tape(batch, is_training); });
  model_->training->of(is_training).samples += static_cast<double>(batch.rows());
  return {};
}

/// What stands around a step: whether it trains, its number, and what its layers leave behind.
void Model::in_step(bool is_training, FunctionRef<void()> run) {
  models::Training& state = *model_->training;
  state.record.losses.clear();
  state.record.updates.clear();
  if (is_training) {
    const CallScope scope(true, state.step++, &state.record);
    run();
  } else {
    const NoGradient no_gradient;
    const CallScope scope(false, kNoStep, &state.record);
    run();
  }
  state.record.apply_updates();
  state.record.losses.clear();
}

models::Batches Model::batches(const char* call, const Data& x, const Data& y, const Data& weight,
                               int64_t batch_size) const {
  const auto ordered = [&](const Data& data, const char* what, std::vector<std::string> known) {
    if (!data.is_named() && (known.empty() || data.size() == known.size())) return data.tensors();
    return data.in_order(text(call, ": ", what), known);
  };
  const Tensors inputs = ordered(x, "x", input_names());
  const Tensors targets = y.empty() ? Tensors() : ordered(y, "y", output_names());
  const Tensors weights = weight.size() <= 1 && !weight.is_named()
                              ? weight.tensors()
                              : ordered(weight, "sample_weight", output_names());
  return {call, inputs, targets, weights, batch_size};
}

Scores Model::train_on_batch(const Data& x, const Data& y, const Data& sample_weight,
                             const ClassWeight& class_weight) {
  models::Training& state = training("train_on_batch");
  const Data weight = models::weights_of(y, sample_weight, class_weight);
  const int64_t rows = x.empty() ? 1 : std::max<int64_t>(1, x.tensors()[0].len());
  const models::Batches all = batches("train_on_batch", x, y, weight, rows);
  all.check_samples("train_on_batch");
  prepare(all.inputs());
  check_variables();
  state.of(true).reset();
  Scores scores;
  static_cast<Logs&>(scores) = run_step(all, 0, true, false);
  if (scores.empty()) models::scores_into(state, true, scores);
  return scores;
}

Scores Model::test_on_batch(const Data& x, const Data& y, const Data& sample_weight) {
  models::Training& state = training("test_on_batch");
  const int64_t rows = x.empty() ? 1 : std::max<int64_t>(1, x.tensors()[0].len());
  const models::Batches all = batches("test_on_batch", x, y, sample_weight, rows);
  all.check_samples("test_on_batch");
  prepare(all.inputs());
  state.of(false).reset();
  Scores scores;
  static_cast<Logs&>(scores) = run_step(all, 0, false, false);
  if (scores.empty()) models::scores_into(state, false, scores);
  return scores;
}

Tensor Model::predict_on_batch(const Data& x) const {
  const NoGradient no_gradient;
  const FlushDenormals flush;
  const Tensors all = predict_step(batches("predict_on_batch", x, {}, {}, 1).inputs());
  check_outputs(all.size(), 1);
  return all[0].to({});
}

void Model::check_outputs(size_t received, size_t expected) const {
  if (received == expected) return;
  throw_value_error(text(name(), " gives ", received, " tensors, asked for ", expected), {},
                    text("auto [a, b] = model.predict<", received, ">(x), or predict_outputs(x)"));
}

}  // namespace keratin
