// What a class of layers derives from: its arguments give its name, configuration and copies.
#pragma once
#include <memory>
#include <string_view>
#include <utility>

#include "keratin/base/described.h"
#include "keratin/layers/layer.h"

namespace keratin::layers {

/// Self, a layer with these arguments, or a layer derived from Base: its class name, configuration
/// and copies follow.
template <class Self, class Options = NoOptions, class Base = Layer>
class LayerOf : public Described<Self, Options, Base> {
 public:
  std::shared_ptr<Layer> share() const override;

 protected:
  LayerOf() = default;
  explicit LayerOf(Options options) : Described<Self, Options, Base>(std::move(options)) {}
};

template <class Self, class Options, class Base>
std::shared_ptr<Layer> LayerOf<Self, Options, Base>::share() const {
  return std::make_shared<Self>(static_cast<const Self&>(*this));
}

template <class Options>
LayerOptions Layer::common(const Options& options, std::string_view class_name) {
  LayerOptions common;
  common.class_name = class_name;
  if constexpr (requires { options.name; }) common.name = options.name;
  if constexpr (requires { options.trainable; }) common.trainable = options.trainable;
  if constexpr (requires { common.dtype = options.dtype; }) common.dtype = options.dtype;
  if constexpr (requires { options.activity_regularizer; }) {
    common.activity_regularizer = options.activity_regularizer;
  }
  if constexpr (requires { options.input_shape; }) common.input_shape = options.input_shape;
  if constexpr (requires { options.autocast; }) common.autocast = options.autocast;
  if constexpr (requires { Options::named_after; }) common.class_name = Options::named_after;
  if constexpr (requires { Options::regularizes_parts; }) common.regularizes_parts = true;
  return common;
}

}  // namespace keratin::layers

namespace keratin {
using layers::LayerOf;
}  // namespace keratin
