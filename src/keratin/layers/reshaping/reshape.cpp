// Other axes for the elements of a sample.
#include "keratin/layers/reshaping/reshape.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/plan_builder_internal.h"

namespace keratin::layers {

Reshape::Reshape(ReshapeOptions options) : LayerOf(std::move(options)) {
  const Shape& target = options_.target_shape;
  if (std::count(target.begin(), target.end(), -1) > 1) {
    throw_value_error(
        text("Reshape: at most one entry of target_shape may be -1, received ", target));
  }
}

Tensor Reshape::call(const Tensor& x, Call&) const {
  if (x.ndim() == 0) throw_shape_error("the input needs a batch axis, received a scalar");
  const Shape sample = x.shape().tail();
  int64_t known = 1;
  for (const int64_t length : options_.target_shape) known *= length == -1 ? 1 : length;
  const int64_t size = sample.size();
  const bool is_open = options_.target_shape.has_none();
  if (is_open ? known == 0 || size % known != 0 : size != known) {
    throw_shape_error(text("a sample of shape ", sample, " has ", size,
                           " elements, which do not fill the target shape ",
                           options_.target_shape));
  }
  Shape shape{x.len()};
  for (const int64_t length : options_.target_shape) {
    shape.push_back(length == -1 ? size / known : length);
  }
  return x.reshape(shape);
}

Config Reshape::get_config() const {  // -1 stays a number: it is no unknown length
  Config config = LayerOf::get_config();
  ConfigValue::List list;
  for (const int64_t length : options_.target_shape) list.push_back(length);
  config.set("target_shape", list);
  return config;
}

bool Reshape::plan_into(PlanBuilder& plan) const {
  return plan.add({.kind = PlannedLayer::Kind::reshape});
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::Reshape, layers::ReshapeOptions, layers::Layer>;
template class layers::LayerOf<layers::Reshape, layers::ReshapeOptions>;
}  // namespace keratin
