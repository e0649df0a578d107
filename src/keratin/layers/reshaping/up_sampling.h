// Longer spatial axes.
#pragma once
#include "keratin/layers/data_format.h"
#include "keratin/layers/layer_of.h"
#include "keratin/layers/per_axis.h"

namespace keratin::layers {

struct UpSampling1DOptions {
  int64_t size = 2;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = x with every step `size` times
/// x [batch, steps, channels] -> y [batch, size * steps, channels]
/// Throws ValueError unless size >= 1, ShapeError for x of another rank.
class UpSampling1D final : public LayerOf<UpSampling1D, UpSampling1DOptions> {
 public:
  static constexpr Renamed renamed[] = {{"length", "size"}};
  explicit UpSampling1D(UpSampling1DOptions options = {});
  explicit UpSampling1D(int64_t size, UpSampling1DOptions options = {})
      : UpSampling1D((options.size = size, std::move(options))) {}
  Tensor call(const Tensor& x, Call& call) const override;
};

struct UpSampling2DOptions {
  PerAxis<2> size = 2;
  DataFormat data_format = "channels_last";  // or "channels_first"
  std::string interpolation = "nearest";     // "bilinear", "bicubic", "lanczos3", "lanczos5"
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// Images size[0] times as high and size[1] times as wide. "nearest": every element is repeated;
/// "bilinear": each element of y lies on the line between the two of x whose centres are nearest to
/// its own, along both axes, and outside of the outermost centres is what they are; the others as
/// ops::image::resize says; whole numbers are rounded.
/// x [batch, height, width, channels], or [batch, channels, height, width] for "channels_first"
/// -> y [batch, size[0] * height, size[1] * width, channels]
/// Throws ValueError for a size below 1 and for other interpolations, ShapeError for x of another
/// rank.
class UpSampling2D final : public LayerOf<UpSampling2D, UpSampling2DOptions> {
 public:
  explicit UpSampling2D(PerAxis<2> size = 2, UpSampling2DOptions options = {})
      : UpSampling2D(Made{}, (options.size = size, std::move(options))) {}
  // A template loses: UpSampling2D({2, 3}) is a size, not a size and a data_format.
  template <int = 0>
  explicit UpSampling2D(UpSampling2DOptions options) : UpSampling2D(Made{}, std::move(options)) {}
  Tensor call(const Tensor& x, Call& call) const override;

 private:
  struct Made {};
  UpSampling2D(Made, UpSampling2DOptions options);
};

struct UpSampling3DOptions {
  PerAxis<3> size = 2;
  DataFormat data_format = "channels_last";  // or "channels_first"
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = x with every element of spatial axis i size[i] times
/// x [batch, depth, height, width, channels], or channels behind the batch for "channels_first" ->
/// y whose spatial axes are size[i] times as long. Throws ValueError for a size below 1, ShapeError
/// for x of another rank.
class UpSampling3D final : public LayerOf<UpSampling3D, UpSampling3DOptions> {
 public:
  explicit UpSampling3D(PerAxis<3> size = 2, UpSampling3DOptions options = {})
      : UpSampling3D(Made{}, (options.size = size, std::move(options))) {}
  template <int = 0>
  explicit UpSampling3D(UpSampling3DOptions options) : UpSampling3D(Made{}, std::move(options)) {}
  Tensor call(const Tensor& x, Call& call) const override;

 private:
  struct Made {};
  UpSampling3D(Made, UpSampling3DOptions options);
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::UpSampling1D, layers::UpSampling1DOptions, layers::Layer>;
extern template class layers::LayerOf<layers::UpSampling1D, layers::UpSampling1DOptions>;
extern template class Described<layers::UpSampling2D, layers::UpSampling2DOptions, layers::Layer>;
extern template class layers::LayerOf<layers::UpSampling2D, layers::UpSampling2DOptions>;
extern template class Described<layers::UpSampling3D, layers::UpSampling3DOptions, layers::Layer>;
extern template class layers::LayerOf<layers::UpSampling3D, layers::UpSampling3DOptions>;
}  // namespace keratin
