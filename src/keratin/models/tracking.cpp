// What a model keeps of an epoch: the losses and metrics of its outputs, made for the first batch,
// and their logs.
#include <algorithm>

#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/models/model_state_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

using MetricList = std::vector<std::shared_ptr<Metric>>;

bool contains(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

/// CompileMetrics.result: with the output in front where there are several. Two metrics of one name
/// become "name" and "name_1"; one with weights, "weighted_name".
void name_logs(MetricList& metrics, const std::string& prefix, std::string_view another,
               std::vector<std::string>& taken) {
  for (const auto& metric : metrics) {
    std::string wanted = prefix + metric->name();
    if (contains(taken, wanted)) wanted = text(prefix, another, metric->name());
    std::string name = wanted;
    for (int i = 1; contains(taken, name); ++i) name = text(wanted, "_", i);
    if (name != metric->name()) metric->rename(name);
    taken.push_back(name);
  }
}

}  // namespace

std::vector<std::string> Model::input_names() const {
  std::vector<std::string> known;
  if (!model_->graph) return known;
  if (!model_->graph->input_form().names.empty()) return model_->graph->input_form().names;
  for (size_t i = 0; i < model_->graph->inputs().size(); ++i) {
    known.push_back(model_->graph->input_operation(i)->name());
  }
  return known;
}

std::vector<std::string> Model::output_names() const {
  std::vector<std::string> known;
  if (!model_->graph) return known;
  if (!model_->graph->output_form().names.empty()) return model_->graph->output_form().names;
  for (const Tensor& output : model_->graph->outputs()) {
    const std::string wanted = node_of_symbolic(output)->operation->name();
    std::string unique = wanted;
    for (int i = 1; std::find(known.begin(), known.end(), unique) != known.end(); ++i) {
      unique = text(wanted, "_", i);
    }
    known.push_back(unique);
  }
  return known;
}

void Model::resolve(const Shapes& y, const Shapes& y_pred) {
  models::Training& state = *model_->training;
  if (state.is_resolved) return;
  std::vector<std::string> outputs = output_names();
  while (outputs.size() < y_pred.size()) outputs.push_back(text("output_", outputs.size() + 1));
  const bool are_several = y_pred.size() > 1;
  std::vector<std::string> taken = {"loss"};
  models::Tracking tracking;
  state.losses.clear();
  state.loss_weights.clear();
  state.loss_names.clear();
  for (size_t k = 0; k < y_pred.size(); ++k) {
    const Shape target = k < y.size() ? y[k] : Shape();
    state.losses.push_back(losses::resolve(state.options.loss.of(k, outputs), target, y_pred[k]));
    state.loss_weights.push_back(state.options.loss_weights.of(k, outputs));
    if (are_several) {
      state.loss_names.push_back(outputs[k] + "_loss");
      taken.push_back(state.loss_names.back());
    }
    models::Tracking::Output output;
    for (const AnyMetric& choice : state.options.metrics.of(k, outputs)) {
      if (!choice.is_some()) continue;  // None
      output.metrics.push_back(metrics::resolve(choice, target, y_pred[k])->clone());
    }
    for (const AnyMetric& choice : state.options.weighted_metrics.of(k, outputs)) {
      if (!choice.is_some()) continue;
      output.weighted_metrics.push_back(metrics::resolve(choice, target, y_pred[k])->clone());
    }
    tracking.outputs.push_back(std::move(output));
  }
  const auto prefix = [&](size_t k) { return are_several ? outputs[k] + "_" : ""; };
  for (size_t k = 0; k < outputs.size() && k < tracking.outputs.size(); ++k) {
    name_logs(tracking.outputs[k].metrics, prefix(k), "", taken);
  }
  for (size_t k = 0; k < outputs.size() && k < tracking.outputs.size(); ++k) {
    name_logs(tracking.outputs[k].weighted_metrics, prefix(k), "weighted_", taken);
  }
  for (models::Tracking& phase : state.tracking) {
    phase = tracking;
    phase.loss = models::Tracking::LossTotal(state.device());
    for (models::Tracking::Output& output : phase.outputs) {
      output.loss = models::Tracking::LossTotal(state.device());
      for (auto* list : {&output.metrics, &output.weighted_metrics}) {
        for (auto& metric : *list) {
          metric = metric->clone();
          metric->place(state.device());
        }
      }
    }
    phase.reset();
  }
  state.output_names = std::move(outputs);
  state.batch_losses.assign(y_pred.size(), Tensor());
  state.is_resolved = true;
  if (state.when_resolved) std::exchange(state.when_resolved, {})();
}

void Model::resolve_ahead(const Batch& like, int64_t rows) {
  if (model_->training->is_resolved) return;
  const auto shapes_for = [rows](const Tensors& list) {
    Shapes shapes = shapes_of(list);
    for (size_t i = 0; i < shapes.size(); ++i) shapes[i] = shapes[i].with_front(rows);
    return shapes;
  };
  // Whatever does not fit is told by the layer that it does not fit, when it runs.
  try {
    resolve(shapes_for(like.y), compute_output_shape(shapes_for(like.x)));
  } catch (const Error&) {
  }
}

models::Tracking::LossTotal::LossTotal(Device device)
    : total_(zeros({}, float64, device), {.name = "loss", .trainable = false}) {}

void models::Tracking::LossTotal::add(const Tensor& value, int64_t rows) {
  const NoGradient no_gradient;
  const View sum = total_.value().view();
  const Device device = total_.value().device();
  const Tensor share = value.detach().as_dtype(float64).to(device) * static_cast<double>(rows);
  backend_of(share).run(BinaryCall{.f = Binary::add, .a = sum, .b = share.view(), .y = sum});
}

void models::Tracking::LossTotal::reset() {
  host_ = 0;
  backend_of(total_.value()).run(FillCall{.value = 0.0, .y = total_.value().view()});
}

// The two sums apart: added up they would round otherwise.
ConfigValue models::Tracking::LossTotal::state() const {
  return ConfigValue::List{host_, total_.value().item()};
}

void models::Tracking::LossTotal::set_state(const ConfigValue& state) {
  host_ = state.as_list().at(0).as_number();
  total_.assign(full({}, state.as_list().at(1).as_number(), float64));
}

Config models::Tracking::state() const {
  ConfigValue::List of_outputs;
  for (const Output& output : outputs) of_outputs.push_back(output.loss.state());
  return {{"loss", loss.state()}, {"samples", samples}, {"outputs", std::move(of_outputs)}};
}

void models::Tracking::set_state(const Config& state) {
  loss.set_state(state["loss"]);
  samples = state["samples"].as_number();
  const ConfigValue::List& of_outputs = state["outputs"].as_list();
  for (size_t i = 0; i < std::min(outputs.size(), of_outputs.size()); ++i) {
    outputs[i].loss.set_state(of_outputs[i]);
  }
}

std::vector<Variable> models::Tracking::metric_variables() const {
  std::vector<Variable> all;
  for (const Output& output : outputs) {
    for (const MetricList* list : {&output.metrics, &output.weighted_metrics}) {
      for (const auto& metric : *list) {
        all.insert(all.end(), metric->variables().begin(), metric->variables().end());
      }
    }
  }
  return all;
}

void models::Tracking::reset() {
  loss.reset();
  samples = 0;
  for (Output& output : outputs) {
    output.loss.reset();
    for (const auto& metric : output.metrics) metric->reset_state();
    for (const auto& metric : output.weighted_metrics) metric->reset_state();
  }
}

void models::scores_into(Training& state, bool is_training, Logs& logs) {
  const Tracking& tracking = state.of(is_training);
  const double count = tracking.samples;
  logs.set("loss", count > 0 ? tracking.loss.value() / count : 0);
  for (size_t k = 0; k < state.loss_names.size(); ++k) {
    logs.set(state.loss_names[k], count > 0 ? tracking.outputs[k].loss.value() / count : 0);
  }
  for (const Tracking::Output& output : tracking.outputs) {
    for (const auto& metric : output.metrics) logs.set(metric->name(), metric->result());
    for (const auto& metric : output.weighted_metrics) logs.set(metric->name(), metric->result());
  }
}

void Model::reset_metrics() {
  if (!model_->training) return;
  for (models::Tracking& tracking : model_->training->tracking) tracking.reset();
}

}  // namespace keratin
