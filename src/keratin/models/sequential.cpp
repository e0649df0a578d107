#include "keratin/models/sequential.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/models/graph_internal.h"

namespace keratin {

// What the copies share: the layers, and what each gives for the input, once that is known.
struct Sequential::Stack {
  std::vector<std::shared_ptr<layers::Layer>> layers;
  Tensor input;                 // symbolic; undefined while the shape is not known
  std::vector<Tensor> outputs;  // of each layer
  bool is_declared = false;

  const Tensor& last() const { return outputs.empty() ? input : outputs.back(); }
};

Sequential::Sequential(SequentialOptions options)
    : LayerOf(std::move(options)), stack_(std::make_shared<Stack>()) {}

Sequential::Sequential(std::initializer_list<AnyLayer> layers, SequentialOptions options)
    : Sequential(std::move(options)) {
  for (const AnyLayer& layer : layers) add(layer);
}

Sequential::Sequential(const std::vector<AnyLayer>& layers, SequentialOptions options)
    : Sequential(std::move(options)) {
  for (const AnyLayer& layer : layers) add(layer);
}

std::string Sequential::unique_name(const layers::Layer& layer) const {
  const auto is_taken = [&](const std::string& name) {
    return std::any_of(stack_->layers.begin(), stack_->layers.end(), [&](const auto& other) {
      return other->name() == name && other->identity() != layer.identity();
    });
  };
  if (!is_taken(layer.name())) return layer.name();
  if (layer.has_given_name()) {
    throw_value_error(text("all layers of a model need names of their own: there is a layer '",
                           layer.name(), "' in '", name(), "' already"),
                      {}, "give one of the two another .name");
  }
  const std::string plain = snake_case(layer.class_name());
  for (int i = 1;; ++i) {
    const std::string candidate = text(plain, "_", i);
    if (!is_taken(candidate)) return candidate;
  }
}

void Sequential::add_input(const Input& input) {
  if (!stack_->layers.empty() || stack_->input.defined()) {
    throw_value_error(text(name(), ": an Input stands first, and once"));
  }
  stack_->input = input.tensor();
  stack_->is_declared = true;
}

// Calls the layer with what the last one gives.
void Sequential::grow(const layers::Layer& layer) {
  const Tensor y = layer(stack_->last());
  stack_->outputs.push_back(y);
  try {
    set_graph(std::make_shared<models::Graph>(stack_->input, y), stack_->is_declared);
  } catch (...) {
    stack_->outputs.pop_back();
    throw;
  }
}

void Sequential::add(AnyLayer entry) {
  if (entry.input()) return add_input(*entry.input());
  const std::shared_ptr<layers::Layer>& layer = entry.layer();
  if (!layer) throw_value_error(text(name(), ": add received a null layer"));
  if (const auto* input = dynamic_cast<const layers::InputLayer*>(layer.get())) {
    return add_input(
        Input(BatchInputOptions{input->batch_shape(), input->input_dtype(), input->name()}));
  }
  const std::string before = layer->name();
  const Tensor input_before = stack_->input;
  const bool is_first = stack_->layers.empty() && !stack_->input.defined();
  layer->rename(unique_name(*layer));
  stack_->layers.push_back(layer);
  try {
    if (is_first && layer->has_input_shape()) {
      stack_->input = Input(layer->input_shape()).tensor();
      stack_->is_declared = true;
    }
    if (stack_->input.defined()) grow(*layer);
  } catch (Error& error) {
    stack_->layers.pop_back();
    stack_->input = input_before;
    layer->rename(before);
    error.add_where(name());
    throw;
  }
  forget_variables();
}

void Sequential::pop() {
  if (stack_->layers.empty()) throw_value_error(text(name(), ": there are no layers to pop"));
  stack_->layers.pop_back();
  if (!stack_->outputs.empty()) stack_->outputs.pop_back();
  set_graph(stack_->outputs.empty()
                ? nullptr
                : std::make_shared<models::Graph>(stack_->input, stack_->outputs.back()),
            stack_->is_declared);
}

void Sequential::build(const Shapes& x) {
  if (stack_->layers.empty()) throw_value_error("the model has no layers", {}, "add() one first");
  if (stack_->input.defined()) return;
  if (x.size() != 1)
    throw_value_error(text("a stack of layers takes one input, received ", x.size()));
  stack_->input = Input(BatchInputOptions{x[0].with_front(None)}).tensor();
  try {
    for (const auto& layer : stack_->layers) grow(*layer);
  } catch (...) {
    stack_->input = Tensor();
    stack_->outputs.clear();
    set_graph(nullptr, false);
    throw;
  }
}

bool Sequential::is_built() const { return graph() != nullptr; }

std::vector<layers::Layer*> Sequential::sublayers() const {
  std::vector<layers::Layer*> result;
  result.reserve(stack_->layers.size());
  for (const auto& layer : stack_->layers) result.push_back(layer.get());
  return result;
}

Tensor Sequential::call(const Tensor& x, Call& call) const {
  if (!graph()) throw_value_error("the model has no layers", {}, "add() one first");
  return Model::call(x, call);
}

}  // namespace keratin
