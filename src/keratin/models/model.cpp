#include "keratin/models/model.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/models/parameters_internal.h"
#include "keratin/models/training_internal.h"

namespace keratin {

namespace {

// The layers of a model cast for themselves: one of dtype float32 is to see float32 data, whatever
// the policy of the model.
layers::LayerOptions without_autocast(layers::LayerOptions options) {
  options.autocast = false;
  return options;
}

}  // namespace

Model::Model(const layers::LayerOptions& options, std::string_view class_name)
    : Layer(without_autocast(options), class_name) {}
Model::Model(Model&&) noexcept = default;
Model::~Model() = default;

void Model::compile(CompileOptions options) {
  auto training = std::make_unique<models::Training>();
  training->optimizer = options.optimizer.make();
  if (!training->optimizer) throw_value_error(text(name(), ": compile needs an optimizer"));
  training->loss_choice = std::move(options.loss);
  training->metric_choices = std::move(options.metrics);
  training->weighted_choices = std::move(options.weighted_metrics);
  training->runs_eagerly = options.run_eagerly;
  training->shuffle_stream = next_random_stream();
  training_ = std::move(training);
  stop_training = false;
}

void Model::compile(AnyOptimizer optimizer, AnyLoss loss, std::vector<AnyMetric> metrics) {
  compile(
      {.optimizer = std::move(optimizer), .loss = std::move(loss), .metrics = std::move(metrics)});
}

models::Training& Model::training(const char* call) const {
  if (!training_) {
    throw_value_error(text(name(), ": you must call compile() before ", call, "()"), {},
                      "network.compile({.optimizer = \"rmsprop\", .loss = \"mse\"})");
  }
  return *training_;
}

void Model::forget_variables() {
  if (training_) training_->has_variables = false;
}

void Model::prepare(const Tensor& x) {
  ensure_built(x.shape());
  if (!training_->has_variables) collect_variables();
}

void Model::collect_variables() {
  models::Training& state = *training_;
  state.steps.clear();
  state.variables = trainable_weights();
  models::flatten_parameters(state.variables);
  if (!state.optimizer->is_built()) state.optimizer->build(state.variables);
  state.regularizers.clear();
  state.constraints.clear();
  for (const layers::Weight* weight : weight_list()) {
    if (!weight->variable.trainable()) continue;
    if (weight->regularizer) state.regularizers.emplace_back(weight->variable, weight->regularizer);
    if (weight->constraint) state.constraints.emplace_back(weight->variable, weight->constraint);
  }
  state.has_variables = true;
}

layers::Layer& Model::get_layer(std::string_view wanted) const {
  std::vector<std::string> names;
  for (Layer* layer : sublayers()) {
    if (layer->name() == wanted) return *layer;
    names.push_back(layer->name());
  }
  throw_value_error(
      text(name(), ": no such layer: '", wanted, "'; existing layers are ", quoted_list(names)));
}

layers::Layer& Model::get_layer(int64_t index) const {
  const std::vector<Layer*> all = sublayers();
  const auto count = static_cast<int64_t>(all.size());
  const int64_t at = index < 0 ? index + count : index;
  if (at < 0 || at >= count) {
    throw_value_error(
        text(name(), ": asked for layer ", index, ", but the model has ", count, " layers"));
  }
  return *all[static_cast<size_t>(at)];
}

optimizers::Optimizer& Model::optimizer() const { return *training("optimizer").optimizer; }
double Model::learning_rate() const { return optimizer().learning_rate(); }
void Model::set_learning_rate(double learning_rate) {
  optimizer().set_learning_rate(learning_rate);
}

int Model::direction_of(std::string_view log) const {
  if (log == "loss") return -1;
  if (!training_) return 0;
  for (const auto* list : {&training_->metrics, &training_->weighted_metrics}) {
    for (const auto& metric : *list) {
      if (metric->name() != log) continue;
      return metric->direction() == metrics::Direction::up     ? 1
             : metric->direction() == metrics::Direction::down ? -1
                                                               : 0;
    }
  }
  // Before the first batch the metrics have no objects yet: their names tell.
  if (log.ends_with("ccuracy") || log == "acc") return 1;  // BinaryAccuracy, binary_accuracy
  return log.find("rror") != log.npos || log.find("rossentropy") != log.npos ? -1 : 0;
}

}  // namespace keratin
