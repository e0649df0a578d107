#include <algorithm>

#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/layer.h"
#include "keratin/layers/plan_builder_internal.h"
#include "keratin/models/compiled_steps_internal.h"

namespace keratin::models {
namespace {

constexpr size_t kMostEntries = 8;  // of which each has its own buffers

bool is_of(const StepEntry& entry, const Batches& data, int64_t rows) {
  return entry.rows == rows && entry.dtype == data.x().dtype() &&
         entry.sample == data.x().shape().tail() && entry.target_dtype == data.y().dtype() &&
         entry.target == data.y().shape().tail() && entry.is_weighted == data.is_weighted();
}

bool lies_there(const StepEntry& entry, const std::vector<Variable>& variables) {
  for (size_t i = 0; i < variables.size() && i < entry.trainable.size(); ++i) {
    if (variables[i].trainable() != entry.trainable[i]) return false;
  }
  return std::equal(variables.begin(), variables.end(), entry.weights.begin(), entry.weights.end(),
                    [](const Variable& variable, const void* data) {
                      return variable.value().view().data == data;
                    });
}

int parameter_of(const Tensor& weight, const std::vector<PlannedParameter>& parameters,
                 const std::vector<Variable>& variables) {
  if (!weight.defined()) return -1;
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (i < variables.size() && !variables[i].trainable()) continue;
    if (parameters[i].weight.view().data == weight.view().data) return static_cast<int>(i);
  }
  return -1;
}

/// The loss as planned, unless the targets are not what it takes: then the loss itself says so.
PlannedLoss planned(const losses::Loss& loss, const StepEntry& entry) {
  const PlannedLoss known = loss.planned();
  if (entry.output.rank() != 2 || entry.output.back() == 1) return {};
  if (known.kind == PlannedLoss::Kind::categorical_crossentropy) {
    return entry.target == entry.output.tail() ? known : PlannedLoss{};
  }
  const bool are_labels = entry.target.empty() || entry.target == Shape{1};
  return are_labels ? known : PlannedLoss{};
}

}  // namespace

StepEntry& CompiledSteps::find(const layers::Layer& model, const Batches& data, int64_t rows,
                               const losses::Loss& loss, const optimizers::Optimizer& optimizer,
                               bool applies_rule, const std::vector<Variable>& variables) {
  for (const auto& entry : entries_) {
    if (is_of(*entry, data, rows) && lies_there(*entry, variables)) return *entry;
  }
  take_parameters_back();  // a step that goes may have the parameters
  std::erase_if(entries_, [&](const auto& entry) { return !lies_there(*entry, variables); });
  if (entries_.size() == kMostEntries) entries_.erase(entries_.begin());
  auto entry = std::make_unique<StepEntry>();
  entry->rows = rows;
  entry->sample = data.x().shape().tail();
  entry->dtype = data.x().dtype();
  entry->target = data.y().shape().tail();
  entry->target_dtype = data.y().dtype();
  entry->is_weighted = data.is_weighted();
  for (const Variable& variable : variables) {
    entry->weights.push_back(variable.value().view().data);
    entry->trainable.push_back(variable.trainable());
  }
  compile(*entry, model, loss, optimizer, applies_rule, variables);
  entries_.push_back(std::move(entry));
  return *entries_.back();
}

void CompiledSteps::lend_parameters_to(StepEntry& entry) {
  if (!may_borrow_ || borrower_ == &entry) return;
  take_parameters_back();
  entry.step->borrow_parameters();
  borrower_ = &entry;
}

void CompiledSteps::take_parameters_back() {
  if (borrower_) borrower_->step->give_back_parameters();
  borrower_ = nullptr;
}

void CompiledSteps::forbid_borrowing() {
  take_parameters_back();
  may_borrow_ = false;
}

void CompiledSteps::compile(StepEntry& entry, const layers::Layer& model, const losses::Loss& loss,
                            const optimizers::Optimizer& optimizer, bool applies_rule,
                            const std::vector<Variable>& variables) {
  if (variables.empty() || entry.sample.empty()) return;
  layers::PlanBuilder builder(entry.sample);
  try {
    if (!model.plan(builder)) return;
  } catch (const Error&) {
    return;  // data that do not fit: the layer says so when it runs
  }
  entry.output = builder.shape().inserted(0, entry.rows);
  entry.loss = planned(loss, entry);
  StepPlan plan{.rows = entry.rows,
                .input = entry.sample,
                .dtype = entry.dtype,
                .layers = builder.layers(),
                .loss = entry.loss,
                .parameters = optimizer.planned_parameters()};
  if (!applies_rule) {
    for (PlannedParameter& parameter : plan.parameters) {
      parameter.gradient = Tensor(parameter.weight.shape(), float32, parameter.weight.device());
      entry.gradients.push_back(parameter.gradient);
    }
    // What was frozen since compile has no gradient.
    for (size_t i = 0; i < variables.size(); ++i) {
      if (!variables[i].trainable()) entry.gradients[i] = Tensor();
    }
  }
  std::vector<int> used;
  for (PlannedLayer& layer : plan.layers) {
    layer.kernel_parameter = parameter_of(layer.kernel, plan.parameters, variables);
    layer.bias_parameter = parameter_of(layer.bias, plan.parameters, variables);
    // The gradients of a layer that stands in two places must be added up first.
    if (std::find(used.begin(), used.end(), layer.kernel_parameter) != used.end()) return;
    if (layer.kernel_parameter >= 0) used.push_back(layer.kernel_parameter);
  }
  entry.step = backend_of(variables.front().value()).compile(plan);
}

}  // namespace keratin::models
