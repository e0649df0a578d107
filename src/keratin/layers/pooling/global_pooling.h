// One number for all of a channel.
#pragma once
#include "keratin/layers/data_format.h"
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct GlobalPoolingOptions {
  DataFormat data_format = "channels_last";  // or "channels_first"
  bool keepdims = false;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// What one number is made of several.
enum class Pooling : uint8_t { average, max };

/// y = the mean, or the largest, of x along its n spatial axes
/// x [batch, ..., channels], or [batch, channels, ...] for "channels_first" -> y [batch, channels];
/// with keepdims the spatial axes stay, with length 1. Throws ShapeError for x of another rank. Of
/// the classes only GlobalAveragePooling1D takes a mask [batch, steps]: the mean of the steps that
/// count, NaN where none does.
template <class Self, Pooling pooling, int n>
class GlobalPooling : public LayerOf<Self, GlobalPoolingOptions> {
 public:
  Tensor call(const Tensor& x, Call& call) const override;
  MaskRule masking() const override { return takes_mask ? MaskRule::passed : MaskRule::none; }
  Config get_build_config() const override { return {}; }

 protected:
  explicit GlobalPooling(GlobalPoolingOptions options);

 private:
  static constexpr bool takes_mask = pooling == Pooling::average && n == 1;
  Tensor compute_mask(const Tensors&, const Tensors&) const override { return {}; }
};

/// x [batch, steps, channels]
class GlobalAveragePooling1D final
    : public GlobalPooling<GlobalAveragePooling1D, Pooling::average, 1> {
 public:
  explicit GlobalAveragePooling1D(GlobalPoolingOptions options = {})
      : GlobalPooling(std::move(options)) {}
};
/// x [batch, height, width, channels]
class GlobalAveragePooling2D final
    : public GlobalPooling<GlobalAveragePooling2D, Pooling::average, 2> {
 public:
  explicit GlobalAveragePooling2D(GlobalPoolingOptions options = {})
      : GlobalPooling(std::move(options)) {}
};
/// x [batch, depth, height, width, channels]
class GlobalAveragePooling3D final
    : public GlobalPooling<GlobalAveragePooling3D, Pooling::average, 3> {
 public:
  explicit GlobalAveragePooling3D(GlobalPoolingOptions options = {})
      : GlobalPooling(std::move(options)) {}
};
/// x [batch, steps, channels]
class GlobalMaxPooling1D final : public GlobalPooling<GlobalMaxPooling1D, Pooling::max, 1> {
 public:
  explicit GlobalMaxPooling1D(GlobalPoolingOptions options = {})
      : GlobalPooling(std::move(options)) {}
};
/// x [batch, height, width, channels]
class GlobalMaxPooling2D final : public GlobalPooling<GlobalMaxPooling2D, Pooling::max, 2> {
 public:
  explicit GlobalMaxPooling2D(GlobalPoolingOptions options = {})
      : GlobalPooling(std::move(options)) {}
};
/// x [batch, depth, height, width, channels]
class GlobalMaxPooling3D final : public GlobalPooling<GlobalMaxPooling3D, Pooling::max, 3> {
 public:
  explicit GlobalMaxPooling3D(GlobalPoolingOptions options = {})
      : GlobalPooling(std::move(options)) {}
};

/// Keras's other names of the same.
using GlobalAvgPool1D = GlobalAveragePooling1D;
using GlobalAvgPool2D = GlobalAveragePooling2D;
using GlobalAvgPool3D = GlobalAveragePooling3D;
using GlobalMaxPool1D = GlobalMaxPooling1D;
using GlobalMaxPool2D = GlobalMaxPooling2D;
using GlobalMaxPool3D = GlobalMaxPooling3D;

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::GlobalAveragePooling1D, layers::GlobalPoolingOptions,
                                layers::Layer>;
extern template class Described<layers::GlobalAveragePooling2D, layers::GlobalPoolingOptions,
                                layers::Layer>;
extern template class Described<layers::GlobalAveragePooling3D, layers::GlobalPoolingOptions,
                                layers::Layer>;
extern template class Described<layers::GlobalMaxPooling1D, layers::GlobalPoolingOptions,
                                layers::Layer>;
extern template class Described<layers::GlobalMaxPooling2D, layers::GlobalPoolingOptions,
                                layers::Layer>;
extern template class Described<layers::GlobalMaxPooling3D, layers::GlobalPoolingOptions,
                                layers::Layer>;
extern template class layers::LayerOf<layers::GlobalAveragePooling1D, layers::GlobalPoolingOptions>;
extern template class layers::LayerOf<layers::GlobalAveragePooling2D, layers::GlobalPoolingOptions>;
extern template class layers::LayerOf<layers::GlobalAveragePooling3D, layers::GlobalPoolingOptions>;
extern template class layers::LayerOf<layers::GlobalMaxPooling1D, layers::GlobalPoolingOptions>;
extern template class layers::LayerOf<layers::GlobalMaxPooling2D, layers::GlobalPoolingOptions>;
extern template class layers::LayerOf<layers::GlobalMaxPooling3D, layers::GlobalPoolingOptions>;
extern template class layers::GlobalPooling<layers::GlobalAveragePooling1D,
                                            layers::Pooling::average, 1>;
extern template class layers::GlobalPooling<layers::GlobalAveragePooling2D,
                                            layers::Pooling::average, 2>;
extern template class layers::GlobalPooling<layers::GlobalAveragePooling3D,
                                            layers::Pooling::average, 3>;
extern template class layers::GlobalPooling<layers::GlobalMaxPooling1D, layers::Pooling::max, 1>;
extern template class layers::GlobalPooling<layers::GlobalMaxPooling2D, layers::Pooling::max, 2>;
extern template class layers::GlobalPooling<layers::GlobalMaxPooling3D, layers::Pooling::max, 3>;
}  // namespace keratin
