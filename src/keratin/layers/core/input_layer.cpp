// Where data enter a model.
#include "keratin/layers/core/input_layer.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::layers {

InputLayer::InputLayer(InputLayerOptions options) : LayerOf(std::move(options)) {
  const std::string who = text("the input '", name(), "'");
  if (options_.shape && options_.batch_shape) {
    throw_value_error(text(who, " takes shape or batch_shape, not both"));
  }
  if (!options_.shape && !options_.batch_shape) {
    throw_value_error(text(who, " needs a shape: Input({28, 28}) for images of 28 x 28"));
  }
  if (options_.shape)
    options_.batch_shape = options_.shape->inserted(0, options_.batch_size.value_or(kNone));
  options_.shape.reset();
  for (const int64_t length : *options_.batch_shape) {
    if (length < 0 && length != None) {
      throw_value_error(text(who, " has a negative length in its shape ", *options_.batch_shape));
    }
  }
  if (options_.sparse || options_.ragged || options_.optional) {
    throw_value_error(text(who, ": sparse, ragged and optional inputs are not there yet"));
  }
}

Config InputLayer::get_config() const {
  return {{"batch_shape", to_value(batch_shape())},
          {"dtype", to_value(input_dtype())},
          {"sparse", false},
          {"ragged", false},
          {"name", name()},
          {"optional", false}};
}

Tensor InputLayer::make_output() const {
  const Ref<GraphNode> node(new GraphNode(share(), {}));
  node->outputs.push_back({batch_shape(), input_dtype()});
  return symbolic_output(node, 0);
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::InputLayer, layers::InputLayerOptions, layers::Layer>;
template class layers::LayerOf<layers::InputLayer, layers::InputLayerOptions>;
}  // namespace keratin
