// Groups of channels of mean 0 and variance 1.
#include "keratin/layers/normalization/group_normalization.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/normalization/moments_internal.h"

namespace keratin::layers {

GroupNormalization::GroupNormalization(GroupNormalizationOptions options)
    : LayerOf(uncast(std::move(options))) {
  if (options_.groups < 1 && options_.groups != -1) {
    throw_value_error(
        text("Received an invalid value for argument `groups`, expected a positive integer (or "
             "`-1` for instance normalization). Received: groups=",
             options_.groups));
  }
}

Config GroupNormalization::get_config() const {
  Config config = LayerOf::get_config();
  if (options_.groups == -1 && !build_shapes().empty()) {
    config.set("groups", build_shapes()[0][options_.axis]);
  }
  return config;
}

int GroupNormalization::channel_axis(const Shape& x) const {
  const int axis = normalize_axis("GroupNormalization", options_.axis, x);
  if (axis == 0) {
    throw_shape_error(text("axis ", options_.axis, " is the batch, which has no groups"),
                      {{"input", text(x)}});
  }
  return axis;
}

int64_t GroupNormalization::groups_of(int64_t channels) const {
  const int64_t groups = options_.groups == -1 ? channels : options_.groups;
  if (channels < groups) {
    throw_value_error(text("Number of groups (", groups,
                           ") cannot be more than the number of channels (", channels, ")."));
  }
  if (groups != 0 && channels % groups != 0) {
    throw_value_error(text("Number of groups (", groups,
                           ") must be a multiple of the number of channels (", channels, ")."));
  }
  return groups;
}

void GroupNormalization::build(const Shapes& inputs) {
  const Shape& x = inputs[0];
  const int64_t channels = length_along("GroupNormalization", x, channel_axis(x));
  groups_of(channels);
  if (options_.scale) {
    fill(gamma_, {channels},
         {.initializer = options_.gamma_initializer,
          .regularizer = options_.gamma_regularizer,
          .constraint = options_.gamma_constraint});
  }
  if (options_.center) {
    fill(beta_, {channels},
         {.initializer = options_.beta_initializer,
          .regularizer = options_.beta_regularizer,
          .constraint = options_.beta_constraint});
  }
}

Tensor GroupNormalization::call(const Tensor& input, Call&) const {
  const int axis = channel_axis(input.shape());
  const int64_t channels = input.shape()[axis], groups = groups_of(channels);
  const Tensor wide = widened(input);
  Shape grouped = input.shape().inserted(axis, groups);
  grouped[axis + 1] = groups == 0 ? 0 : channels / groups;
  Axes axes;
  Shape across;
  for (int i = 0; i < grouped.rank(); ++i) {
    if (i != 0 && i != axis) axes.list.push_back(i);
    across.push_back(i == axis || i == axis + 1 ? grouped[i] : 1);
  }
  const auto weight = [&](const Variable& variable) {
    if (!variable.defined()) return Tensor();
    if (variable.shape()[0] != channels) {
      throw_shape_error(
          text("axis ", options_.axis, " of the input needs ", variable.shape()[0], " channels"),
          {{"input", describe(input)}, {variable.name(), describe(variable)}});
    }
    return variable.value().as_dtype(wide.dtype()).reshape(across);
  };
  const Tensor gamma = weight(gamma_), beta = weight(beta_);
  const Tensor x = wide.reshape(grouped);
  const Tensor y = normalized(moments_of(x, axes), options_.epsilon, gamma, beta);
  // As Keras, in two steps: whole inputs give whole numbers.
  return y.reshape(input.shape()).as_dtype(input.dtype()).as_dtype(compute_dtype());
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::GroupNormalization, layers::GroupNormalizationOptions,
                         layers::Layer>;
template class layers::LayerOf<layers::GroupNormalization, layers::GroupNormalizationOptions>;
}  // namespace keratin
