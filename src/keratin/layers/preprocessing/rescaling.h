// Inputs to another range.
#pragma once
#include <initializer_list>
#include <utility>
#include <vector>

#include "keratin/layers/layer_of.h"

namespace keratin::layers {

/// A number, or one for each entry of the last axis: .scale = {0.5, 0.25, 2.0}.
class ChannelNumbers {
 public:
  ChannelNumbers(double number) : list_{number} {}  // NOLINT: all
  ChannelNumbers(std::initializer_list<double> list) : list_(list), is_list_(true) {}   // NOLINT
  ChannelNumbers(std::vector<double> list) : list_(std::move(list)), is_list_(true) {}  // NOLINT

  bool is_list() const { return is_list_; }
  const std::vector<double>& list() const { return list_; }
  /// Throws ValueError for a list.
  double number() const;

  friend ConfigValue to_value(const ChannelNumbers& x);
  friend void from_value(const ConfigValue& value, ChannelNumbers& x);

 private:
  std::vector<double> list_;
  bool is_list_ = false;
};

struct RescalingOptions {
  ChannelNumbers scale = 1;
  ChannelNumbers offset = 0;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = x * scale + offset, in the compute dtype whatever x is: Rescaling(1. / 255) for images. x
/// [batch, ..., channels] where scale or offset are lists of as many; ShapeError for others.
class Rescaling final : public LayerOf<Rescaling, RescalingOptions> {
 public:
  explicit Rescaling(RescalingOptions options) : LayerOf(std::move(options)) {}
  explicit Rescaling(double scale, RescalingOptions options = {})
      : Rescaling((options.scale = scale, std::move(options))) {}
  Tensor call(const Tensor& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }

 private:
  bool plan_into(PlanBuilder& plan) const override;
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::Rescaling, layers::RescalingOptions, layers::Layer>;
extern template class layers::LayerOf<layers::Rescaling, layers::RescalingOptions>;
}  // namespace keratin
