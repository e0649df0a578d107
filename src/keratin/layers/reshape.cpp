#include "keratin/layers/reshape.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/plan_builder_internal.h"

namespace keratin::layers {
namespace {

/// Product of the lengths that are not -1.
int64_t known_size(const Shape& shape) {
  int64_t size = 1;
  for (const int64_t length : shape) size *= length == -1 ? 1 : length;
  return size;
}

}  // namespace

Reshape::Reshape(Shape target_shape, ReshapeOptions options)
    : Layer(layer_options(options), "Reshape"), target_shape_(target_shape) {
  if (std::count(target_shape.begin(), target_shape.end(), -1) > 1) {
    throw_value_error(
        text("Reshape: at most one entry of target_shape may be -1, received ", target_shape));
  }
}

Shape Reshape::output_shape(const Shape& x) const {
  if (x.empty()) throw_shape_error("the input needs a batch axis, received a scalar");
  const Shape sample = x.tail();
  Shape y{x.front()};
  const bool is_open = target_shape_.has_none();
  const int64_t known = known_size(target_shape_);
  if (!sample.has_none()) {
    const int64_t size = sample.size();
    if (is_open ? known == 0 || size % known != 0 : size != known) {
      throw_shape_error(text("a sample of shape ", sample, " has ", size,
                             " elements, which do not fill the target shape ", target_shape_));
    }
  }
  for (const int64_t length : target_shape_) {
    const bool is_inferred = length == -1 && !sample.has_none();
    y.push_back(is_inferred ? sample.size() / known : length);
  }
  return y;
}

Tensor Reshape::call(const Tensor& x, Mode) const { return x.reshape(output_shape(x.shape())); }

bool Reshape::plan_into(PlanBuilder& plan) const {
  return plan.add({.kind = PlannedLayer::Kind::reshape});
}

}  // namespace keratin::layers
