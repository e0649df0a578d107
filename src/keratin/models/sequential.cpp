#include "keratin/models/sequential.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {

Sequential::Sequential(SequentialOptions options)
    : Model(layers::layer_options(options), "Sequential") {}

Sequential::Sequential(std::initializer_list<AnyLayer> layers, SequentialOptions options)
    : Sequential(std::move(options)) {
  for (const AnyLayer& layer : layers) add(layer);
}

std::string Sequential::unique_name(const layers::Layer& layer) const {
  const auto is_taken = [&](const std::string& name) {
    return std::any_of(layers_.begin(), layers_.end(),
                       [&](const auto& other) { return other->name() == name; });
  };
  if (!is_taken(layer.name())) return layer.name();
  if (layer.has_given_name()) {
    throw_value_error(text("all layers of a model need names of their own: there is a layer '",
                           layer.name(), "' in '", name(), "' already"),
                      {}, "give one of the two another .name");
  }
  for (int i = 1;; ++i) {
    const std::string candidate = text(layer.name(), "_", i);
    if (!is_taken(candidate)) return candidate;
  }
}

void Sequential::add(AnyLayer entry) {
  if (entry.input()) {
    if (!layers_.empty() || !batch_shape_.empty()) {
      throw_value_error(text(name(), ": an Input stands first, and once"));
    }
    batch_shape_ = entry.input()->batch_shape();
    return;
  }
  const std::shared_ptr<layers::Layer>& layer = entry.layer();
  if (!layer) throw_value_error(text(name(), ": add received a null layer"));
  const std::string unique = unique_name(*layer);
  Shape input = batch_shape_;
  if (batch_shape_.empty() && layers_.empty() && layer->has_input_shape()) {
    input = layer->input_shape().inserted(0, None);
  }
  const std::string before = layer->name();
  layer->rename(unique);
  try {
    if (!input.empty()) {
      Shape shape = input;
      for (const auto& other : layers_) shape = other->output_shape(shape);
      layer->ensure_built(shape);
      layer->output_shape(shape);  // throws now rather than at the first batch
    }
  } catch (Error& error) {
    layer->rename(before);
    error.add_where(name());
    throw;
  }
  batch_shape_ = input;
  layers_.push_back(layer);
  forget_variables();
}

void Sequential::pop() {
  if (layers_.empty()) throw_value_error(text(name(), ": there are no layers to pop"));
  layers_.pop_back();
  forget_variables();
}

void Sequential::build(const Shape& x) {
  if (layers_.empty()) throw_value_error("the model has no layers", {}, "add() one first");
  Shape shape = x.with_front(None);
  for (const auto& layer : layers_) {
    layer->ensure_built(shape);
    shape = layer->output_shape(shape);
  }
  batch_shape_ = x.with_front(None);
}

bool Sequential::is_built() const {
  return !layers_.empty() && !batch_shape_.empty() &&
         std::all_of(layers_.begin(), layers_.end(),
                     [](const auto& layer) { return layer->is_built(); });
}

Shape Sequential::output_shape(const Shape& x) const {
  Shape shape = x;
  for (const auto& layer : layers_) shape = layer->output_shape(shape);
  return shape;
}

std::vector<layers::Layer*> Sequential::sublayers() const {
  std::vector<layers::Layer*> result;
  result.reserve(layers_.size());
  for (const auto& layer : layers_) result.push_back(layer.get());
  return result;
}

Tensor Sequential::call(const Tensor& x, Mode mode) const {
  Tensor y = x;
  for (const auto& layer : layers_) y = std::as_const(*layer)(y, mode);
  return y;
}

bool Sequential::plan_into(layers::PlanBuilder& plan) const {
  return std::all_of(layers_.begin(), layers_.end(),
                     [&](const auto& layer) { return layer->plan(plan); });
}

}  // namespace keratin
