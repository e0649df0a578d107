// Dropout of whole channels.
#pragma once
#include <optional>

#include "keratin/layers/data_format.h"
#include "keratin/layers/layer_of.h"
#include "keratin/layers/random_stream.h"

namespace keratin::layers {

struct SpatialDropout1DOptions {
  double rate = 0;
  std::optional<uint64_t> seed = {};
  std::string name = {};
  DTypePolicy dtype = {};
  Shape input_shape = {};
};

/// Of two and three spatial axes.
struct SpatialDropoutOptions {
  double rate = 0;
  DataFormat data_format = "channels_last";  // or "channels_first"
  std::optional<uint64_t> seed = {};
  std::string name = {};
  DTypePolicy dtype = {};
  Shape input_shape = {};
};

/// In training: y = x * mask / (1 - rate), where mask is 0 with probability `rate`, and one for all
/// of a sample's channel; else y = x
/// x [batch, spatial axes, channels], or [batch, channels, spatial axes] for "channels_first" -> y
/// of the same shape. Throws ValueError unless 0 <= rate <= 1, ShapeError for x of another rank.
/// Tompson, Goroshin, Jain, LeCun, Bregler, "Efficient object localization using convolutional
/// networks", 2015.
template <class Self, class Options, int n>
class SpatialDropout : public LayerOf<Self, Options> {
 public:
  static constexpr Renamed renamed[] = {{"p", "rate"}};
  static constexpr std::string_view ignored[] = {"noise_shape"};  // Keras 2 wrote Dropout's

  Tensor call(const Tensor& x, Call& call) const override;
  Config get_config() const override;
  MaskRule masking() const override { return MaskRule::passed; }
  Config get_build_config() const override { return {}; }

 protected:
  explicit SpatialDropout(Options options);

 private:
  std::shared_ptr<RandomStream> random_ = Layer::random_stream(this->options_.seed);
};

/// x [batch, steps, channels]
class SpatialDropout1D final : public SpatialDropout<SpatialDropout1D, SpatialDropout1DOptions, 1> {
 public:
  explicit SpatialDropout1D(SpatialDropout1DOptions options) : SpatialDropout(std::move(options)) {}
  explicit SpatialDropout1D(double rate, SpatialDropout1DOptions options = {})
      : SpatialDropout1D((options.rate = rate, std::move(options))) {}
};

/// x [batch, height, width, channels]
class SpatialDropout2D final : public SpatialDropout<SpatialDropout2D, SpatialDropoutOptions, 2> {
 public:
  explicit SpatialDropout2D(SpatialDropoutOptions options) : SpatialDropout(std::move(options)) {}
  explicit SpatialDropout2D(double rate, SpatialDropoutOptions options = {})
      : SpatialDropout2D((options.rate = rate, std::move(options))) {}
};

/// x [batch, depth, height, width, channels]
class SpatialDropout3D final : public SpatialDropout<SpatialDropout3D, SpatialDropoutOptions, 3> {
 public:
  explicit SpatialDropout3D(SpatialDropoutOptions options) : SpatialDropout(std::move(options)) {}
  explicit SpatialDropout3D(double rate, SpatialDropoutOptions options = {})
      : SpatialDropout3D((options.rate = rate, std::move(options))) {}
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::SpatialDropout1D, layers::SpatialDropout1DOptions,
                                layers::Layer>;
extern template class Described<layers::SpatialDropout2D, layers::SpatialDropoutOptions,
                                layers::Layer>;
extern template class Described<layers::SpatialDropout3D, layers::SpatialDropoutOptions,
                                layers::Layer>;
extern template class layers::LayerOf<layers::SpatialDropout1D, layers::SpatialDropout1DOptions>;
extern template class layers::LayerOf<layers::SpatialDropout2D, layers::SpatialDropoutOptions>;
extern template class layers::LayerOf<layers::SpatialDropout3D, layers::SpatialDropoutOptions>;
extern template class layers::SpatialDropout<layers::SpatialDropout1D,
                                             layers::SpatialDropout1DOptions, 1>;
extern template class layers::SpatialDropout<layers::SpatialDropout2D,
                                             layers::SpatialDropoutOptions, 2>;
extern template class layers::SpatialDropout<layers::SpatialDropout3D,
                                             layers::SpatialDropoutOptions, 3>;
}  // namespace keratin
