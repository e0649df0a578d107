#include "keratin/models/sequential.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/models/model_state_internal.h"

namespace keratin {

Sequential::Sequential(SequentialOptions options) : LayerOf(std::move(options)) { become_stack(); }

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
    return std::any_of(stack().layers.begin(), stack().layers.end(), [&](const auto& other) {
      return other->name() == name && other->identity() != layer.identity();
    });
  };
  if (!is_taken(layer.name())) return layer.name();
  if (layer.has_given_name()) {
    throw_value_error(text("all layers of a model need names of their own: there is a layer '",
                           layer.name(), "' in '", name(), "' already"),
                      {}, "give one of the two another .name");
  }
  const std::string plain = snake_case(layer.named_after());
  for (int i = 1;; ++i) {
    const std::string candidate = text(plain, "_", i);
    if (!is_taken(candidate)) return candidate;
  }
}

void Sequential::add_input(const Input& input) {
  if (!stack().layers.empty() || stack().input.defined()) {
    throw_value_error(text(name(), ": an Input stands first, and once"));
  }
  stack().input = input.tensor();
  stack().is_declared = true;
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
  const Tensor input_before = stack().input;
  const bool is_first = stack().layers.empty() && !stack().input.defined();
  layer->rename(unique_name(*layer));
  stack().layers.push_back(layer);
  try {
    if (is_first && layer->has_input_shape()) {
      stack().input = Input(layer->input_shape()).tensor();
      stack().is_declared = true;
    }
    if (stack().input.defined()) grow(*layer);
  } catch (Error& error) {
    stack().layers.pop_back();
    stack().input = input_before;
    layer->rename(before);
    error.add_where(name());
    throw;
  }
  forget_variables();
}

void Sequential::pop() {
  if (stack().layers.empty()) throw_value_error(text(name(), ": there are no layers to pop"));
  stack().layers.pop_back();
  if (!stack().outputs.empty()) stack().outputs.pop_back();
  set_graph(stack().outputs.empty()
                ? nullptr
                : std::make_shared<models::Graph>(stack().input, stack().outputs.back()),
            stack().is_declared);
}

}  // namespace keratin

namespace keratin {
template class Described<Sequential, SequentialOptions, Model>;
template class layers::LayerOf<Sequential, SequentialOptions, Model>;
}  // namespace keratin
