// One step: batch -> layers -> loss -> gradients -> optimizer -> metrics.
#include <algorithm>
#include <unordered_map>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/models/batches_internal.h"
#include "keratin/models/model.h"
#include "keratin/models/model_state_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

using MetricList = std::vector<std::shared_ptr<metrics::Metric>>;

// Two metrics of one name become "name" and "name_1".
void make_names_unique(MetricList& metrics, std::vector<std::string>& taken) {
  for (const auto& metric : metrics) {
    const std::string wanted = metric->name();
    std::string name = wanted;
    for (int i = 1; std::find(taken.begin(), taken.end(), name) != taken.end(); ++i) {
      name = text(wanted, "_", i);
    }
    if (name != wanted) metric->rename(name);
    taken.push_back(name);
  }
}

}  // namespace

Tensor models::weights_of(const Tensor& y, const Tensor& sample_weight,
                          const ClassWeight& class_weight) {
  if (class_weight.empty()) return sample_weight;
  if (sample_weight.defined()) {
    throw_value_error("fit: class_weight and sample_weight cannot be given together");
  }
  const bool is_one_hot = y.ndim() == 2 && y.shape()[1] > 1;
  if (!is_one_hot && y.size() != y.len()) {
    throw_value_error("fit: class_weight needs labels of shape (samples,) or (samples, classes)",
                      {{"y", describe(y)}});
  }
  const std::vector<int64_t> labels = (is_one_hot ? y.argmax(1) : y).to_vector<int64_t>();
  const std::unordered_map<int64_t, double> weight_of(class_weight.begin(), class_weight.end());
  std::vector<float> weights;
  weights.reserve(labels.size());
  for (const int64_t label : labels) {
    const auto found = weight_of.find(label);
    weights.push_back(found == weight_of.end() ? 1.0F : static_cast<float>(found->second));
  }
  return tensor(weights);
}

void Model::resolve(const Shape& y, const Shape& y_pred) {
  models::Training& state = *model_->training;
  if (state.loss) return;
  if (!state.loss_choice.is_some()) {
    throw_value_error(text(name(), ": compile was called without a loss"), {},
                      "compile({.optimizer = \"rmsprop\", .loss = \"mse\"})");
  }
  std::vector<std::string> taken = {"loss"};
  MetricList plain, weighted;
  for (const AnyMetric& choice : state.metric_choices) {
    plain.push_back(metrics::resolve(choice, y, y_pred));
  }
  for (const AnyMetric& choice : state.weighted_choices) {
    weighted.push_back(metrics::resolve(choice, y, y_pred));
  }
  make_names_unique(plain, taken);
  make_names_unique(weighted, taken);
  state.metrics = std::move(plain);
  state.weighted_metrics = std::move(weighted);
  state.loss = losses::resolve(state.loss_choice, y, y_pred);
}

void Model::check_is_number(const Tensor& loss) const {
  if (loss.ndim() == 0) return;
  throw_value_error(text(name(), ": the loss '", model_->training->loss->name(),
                         "' gives a tensor of shape ", loss.shape(), ", not a number"),
                    {}, "training needs another reduction than \"none\"");
}

Tensor Model::total_loss(const Tensor& y, const Tensor& y_pred, const Tensor& weight) {
  models::Training& state = *model_->training;
  Tensor total = (*state.loss)(y, y_pred, weight);
  check_is_number(total);
  for (const Tensor& term : state.record.losses) total = total + term;
  for (const auto& [variable, regularizer] : state.regularizers) {
    total = total + (*regularizer)(variable.value());
  }
  return total;
}

void Model::track(double loss, const models::Batch& batch, const Tensor& y_pred) {
  const NoGradient no_gradient;
  models::Training& state = *model_->training;
  const auto rows = static_cast<double>(batch.x.shape()[0]);
  state.loss_total += loss * rows;
  state.loss_count += rows;
  for (const auto& metric : state.metrics) metric->update_state(batch.y, y_pred);
  for (const auto& metric : state.weighted_metrics) {
    metric->update_state(batch.y, y_pred, batch.weight);
  }
}

void Model::train_step(const models::Batches& data, int64_t i) {
  if (models::StepEntry* entry = compiled_step(data, i)) return train_compiled(*entry, data, i);
  models::Training& state = *model_->training;
  state.steps.take_parameters_back();
  const models::Batch batch = data[i];
  state.record.losses.clear();
  CallScope scope(true, state.step++, &state.record);
  const Tensor y_pred = (*this)(batch.x);
  resolve(batch.y.shape(), y_pred.shape());
  const Tensor loss = total_loss(batch.y, y_pred, batch.weight);
  if (!state.variables.empty()) {
    gradients_into(loss, state.variables, state.gradients);
    state.optimizer->apply(state.gradients);
  }
  const NoGradient no_gradient;
  for (auto& [variable, constraint] : state.constraints) {
    variable.assign((*constraint)(variable.value()));
  }
  state.record.apply_updates();
  state.record.losses.clear();
  track(loss.item(), batch, y_pred.detach());
}

void Model::test_step(const models::Batches& data, int64_t i) {
  if (models::StepEntry* entry = compiled_step(data, i)) return test_compiled(*entry, data, i);
  const NoGradient no_gradient;
  models::Training& state = *model_->training;
  const models::Batch batch = data[i];
  state.record.losses.clear();
  CallScope scope(false, kNoStep, &state.record);
  const Tensor y_pred = (*this)(batch.x);
  resolve(batch.y.shape(), y_pred.shape());
  const Tensor loss = total_loss(batch.y, y_pred, batch.weight);
  state.record.apply_updates();
  state.record.losses.clear();
  track(loss.item(), batch, y_pred);
}

void Model::scores_into(Logs& logs) const {
  const models::Training& state = *model_->training;
  logs.set("loss", state.loss_count > 0 ? state.loss_total / state.loss_count : 0);
  for (const auto& metric : state.metrics) logs.set(metric->name(), metric->result());
  for (const auto& metric : state.weighted_metrics) logs.set(metric->name(), metric->result());
}

void Model::reset_metrics() {
  if (!model_->training) return;
  model_->training->loss_total = 0;
  model_->training->loss_count = 0;
  for (const auto& metric : model_->training->metrics) metric->reset_state();
  for (const auto& metric : model_->training->weighted_metrics) metric->reset_state();
}

Scores Model::train_on_batch(const Tensor& x, const Tensor& y, const Tensor& sample_weight,
                             const ClassWeight& class_weight) {
  training("train_on_batch");
  const Tensor weight = models::weights_of(y, sample_weight, class_weight);
  const models::Batches all("train_on_batch", x, y, weight, std::max<int64_t>(1, x.len()));
  prepare(x);
  train_step(all, 0);
  Scores scores;
  scores_into(scores);
  return scores;
}

Scores Model::test_on_batch(const Tensor& x, const Tensor& y, const Tensor& sample_weight) {
  training("test_on_batch");
  const models::Batches all("test_on_batch", x, y, sample_weight, std::max<int64_t>(1, x.len()));
  prepare(x);
  test_step(all, 0);
  Scores scores;
  scores_into(scores);
  return scores;
}

Tensor Model::predict_on_batch(const Tensor& x) const {
  const NoGradient no_gradient;
  return (*this)(x);
}

}  // namespace keratin
