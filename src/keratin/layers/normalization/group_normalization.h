// Groups of channels of mean 0 and variance 1.
#pragma once
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct GroupNormalizationOptions {
  int64_t groups = 32;  // -1: one for each channel
  int axis = -1;
  double epsilon = 1e-3;
  bool center = true;
  bool scale = true;
  AnyInitializer beta_initializer = "zeros";
  AnyInitializer gamma_initializer = "ones";
  AnyRegularizer beta_regularizer = {};
  AnyRegularizer gamma_regularizer = {};
  AnyConstraint beta_constraint = {};
  AnyConstraint gamma_constraint = {};
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = false;  // never: x is normalized in its own dtype, or in float32
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = gamma * (x - mean) / sqrt(variance + epsilon) + beta, with the moments of a sample's group:
/// neighbouring channels, and all positions of the axes that are neither the batch nor `axis`.
/// x [batch, ...] -> y of the same shape;  gamma, beta [channels]. Computed in float32 at least.
/// Throws ValueError unless groups is positive, or -1, and divides the channels, ShapeError for an
/// axis that x has not, for the batch, and for a number of channels that is not known.
/// Wu, He, "Group normalization", 2018.
class GroupNormalization final : public LayerOf<GroupNormalization, GroupNormalizationOptions> {
 public:
  explicit GroupNormalization(GroupNormalizationOptions options = {});
  /// GroupNormalization(4). A template loses against options, of which {} could mean either.
  template <int = 0>
  explicit GroupNormalization(int64_t groups, GroupNormalizationOptions options = {})
      : GroupNormalization((options.groups = groups, std::move(options))) {}

  void build(const Shapes& x) override;
  Tensor call(const Tensor& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }
  /// groups = -1 is written as the number of channels after build, as in Keras.
  Config get_config() const override;
  /// The weights; without a value before build, or when they are not used.
  const Variable& gamma() const { return gamma_; }
  const Variable& beta() const { return beta_; }

 private:
  int channel_axis(const Shape& x) const;
  int64_t groups_of(int64_t channels) const;

  Variable gamma_ = declare("gamma"), beta_ = declare("beta");
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::GroupNormalization, layers::GroupNormalizationOptions,
                                layers::Layer>;
extern template class layers::LayerOf<layers::GroupNormalization,
                                      layers::GroupNormalizationOptions>;
}  // namespace keratin
