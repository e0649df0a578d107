#include "keratin/layers/layer.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/plan_builder_internal.h"
#include "keratin/ops/arithmetic.h"

namespace keratin::layers {

Layer::Layer(const LayerOptions& options, std::string_view class_name)
    : name_(options.name.empty() ? snake_case(class_name) : options.name),
      has_given_name_(!options.name.empty()),
      trainable_(options.trainable),
      dtype_policy_(options.dtype.resolved()),
      compute_dtype_(dtype_policy_.compute_dtype()),
      autocast_(options.autocast),
      activity_regularizer_(options.activity_regularizer.make()),
      input_shape_(options.input_shape),
      has_input_shape_(!options.input_shape.empty()) {}

Layer::Layer(Layer&& other) noexcept = default;

Tensor Layer::operator()(const Tensor& x, Mode mode) {
  ensure_built(x.shape());
  return std::as_const(*this)(x, mode);
}

Tensor Layer::operator()(const Tensor& x, Mode mode) const {
  try {
    if (!is_built()) throw_value_error("this layer has no weights yet", {}, "build() it first");
    const bool needs_cast = autocast_ && is_floating(x.dtype()) && x.dtype() != compute_dtype_;
    Tensor y = call(needs_cast ? x.astype(compute_dtype_) : x, mode);
    if (activity_regularizer_ && mode.losses) {
      const auto batch = static_cast<double>(std::max<int64_t>(1, x.shape()[0]));
      const bool is_wide = y.dtype() == float32 || y.dtype() == float64;
      const Tensor penalty = (*activity_regularizer_)(is_wide ? y : y.astype(float32));
      mode.losses->push_back(penalty / batch);
    }
    return y;
  } catch (Error& error) {
    error.add_where(title());
    throw;
  }
}

void Layer::build(const Shape&) { is_built_ = true; }

void Layer::ensure_built(const Shape& x) {
  if (is_built()) return;
  try {
    build(x);
    is_built_ = true;
  } catch (Error& error) {
    weights_.clear();
    error.add_where(title());
    throw;
  }
}

bool Layer::plan(PlanBuilder& plan) const {
  const Shape after = output_shape(plan.shape().inserted(0, None)).tail();
  const bool rounds = compute_dtype_ == bfloat16;
  plan.begin(name(), rounds);
  const bool is_known = (rounds || compute_dtype_ == float32) && dtype() == float32;
  if (is_built() && !activity_regularizer_ && is_known && plan_into(plan)) {
    plan.set_shape(after);
    return true;
  }
  plan.refuse(title());
  return false;
}

bool Layer::plan_into(PlanBuilder&) const { return false; }

std::string Layer::title() const { return text(name_, " (", class_name(), ")"); }

void Layer::set_trainable(bool trainable) {
  trainable_ = trainable;
  for (Weight& weight : weights_) {
    weight.variable.set_trainable(trainable && weight.is_trainable);
  }
  for (Layer* layer : sublayers()) layer->set_trainable(trainable);
}

std::vector<const Weight*> Layer::weight_list() const {
  std::vector<const Weight*> result;
  for (const Weight& weight : weights_) result.push_back(&weight);
  for (const Layer* layer : sublayers()) {
    for (const Weight* weight : layer->weight_list()) result.push_back(weight);
  }
  return result;
}

std::vector<Variable> Layer::trainable_weights() const {
  std::vector<Variable> result;
  for (const Weight* weight : weight_list()) {
    if (weight->variable.trainable()) result.push_back(weight->variable);
  }
  return result;
}

std::vector<Variable> Layer::non_trainable_weights() const {
  std::vector<Variable> result;
  for (const Weight* weight : weight_list()) {
    if (!weight->variable.trainable()) result.push_back(weight->variable);
  }
  return result;
}

std::vector<Variable> Layer::weights() const {
  std::vector<Variable> result;
  const std::vector<const Weight*> all = weight_list();
  for (const Weight* weight : all) {
    if (weight->is_trainable) result.push_back(weight->variable);
  }
  for (const Weight* weight : all) {
    if (!weight->is_trainable) result.push_back(weight->variable);
  }
  return result;
}

std::vector<Tensor> Layer::get_weights() const {
  std::vector<Tensor> result;
  for (const Variable& variable : weights()) result.push_back(variable.value().detach().copy());
  return result;
}

void Layer::set_weights(const std::vector<Tensor>& values) {
  try {
    std::vector<Variable> variables = weights();
    if (values.size() != variables.size()) {
      throw_value_error(text("set_weights: the layer has ", variables.size(), " weights, received ",
                             values.size(), " arrays"));
    }
    for (size_t i = 0; i < values.size(); ++i) {
      if (values[i].shape() != variables[i].shape()) variables[i].assign(values[i]);  // throws
    }
    for (size_t i = 0; i < values.size(); ++i) variables[i].assign(values[i]);
  } catch (Error& error) {
    error.add_where(title());
    throw;
  }
}

int64_t Layer::count_params() const {
  int64_t total = 0;
  for (const Weight* weight : weight_list()) total += weight->variable.shape().size();
  return total;
}

Variable Layer::add_weight(std::string_view weight_name, const Shape& shape,
                           const WeightOptions& options) {
  for (const Weight& weight : weights_) {
    if (weight.variable.name() == weight_name) {
      throw_value_error(text("the layer has a weight named '", weight_name, "' already"));
    }
  }
  const std::shared_ptr<initializers::Initializer> initializer = options.initializer.make();
  Variable variable((*initializer)(shape, dtype()), {.name = std::string(weight_name),
                                                     .trainable = trainable_ && options.trainable});
  weights_.push_back(
      {variable, options.regularizer.make(), options.constraint.make(), options.trainable});
  return variable;
}

}  // namespace keratin::layers
