// Zeros around the spatial axes.
#pragma once
#include "keratin/layers/data_format.h"
#include "keratin/layers/layer_of.h"
#include "keratin/layers/per_axis.h"

namespace keratin::layers {

template <int n>
struct ZeroPaddingOptions {
  Margins<n> padding = 1;
  DataFormat data_format = "channels_last";  // or "channels_first"
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = x with padding[i].before zeros before spatial axis i and padding[i].after behind it
/// x [batch, ..., channels], or [batch, channels, ...] for "channels_first" -> y whose spatial axes
/// are longer by that. Throws ValueError for a negative padding, ShapeError for x of another rank.
template <class Self, int n>
class ZeroPadding : public LayerOf<Self, ZeroPaddingOptions<n>> {
 public:
  Tensor call(const Tensor& x, Call& call) const override;

 protected:
  explicit ZeroPadding(ZeroPaddingOptions<n> options);
};

// Templates lose: ZeroPadding2D({1, 2}) is padding, not padding and a data_format.

/// x [batch, steps, channels]: ZeroPadding1D(1), ZeroPadding1D({before, after})
class ZeroPadding1D final : public ZeroPadding<ZeroPadding1D, 1> {
 public:
  explicit ZeroPadding1D(Margins<1> padding = 1, ZeroPaddingOptions<1> options = {})
      : ZeroPadding((options.padding = padding, std::move(options))) {}
  template <int = 0>
  explicit ZeroPadding1D(ZeroPaddingOptions<1> options) : ZeroPadding(std::move(options)) {}
};

/// x [batch, height, width, channels]: ZeroPadding2D(1), ZeroPadding2D({height, width}),
/// ZeroPadding2D({{top, bottom}, {left, right}})
class ZeroPadding2D final : public ZeroPadding<ZeroPadding2D, 2> {
 public:
  explicit ZeroPadding2D(Margins<2> padding = 1, ZeroPaddingOptions<2> options = {})
      : ZeroPadding((options.padding = padding, std::move(options))) {}
  template <int = 0>
  explicit ZeroPadding2D(ZeroPaddingOptions<2> options) : ZeroPadding(std::move(options)) {}
};

/// x [batch, depth, height, width, channels]
class ZeroPadding3D final : public ZeroPadding<ZeroPadding3D, 3> {
 public:
  explicit ZeroPadding3D(Margins<3> padding = 1, ZeroPaddingOptions<3> options = {})
      : ZeroPadding((options.padding = padding, std::move(options))) {}
  template <int = 0>
  explicit ZeroPadding3D(ZeroPaddingOptions<3> options) : ZeroPadding(std::move(options)) {}
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::ZeroPadding1D, layers::ZeroPaddingOptions<1>,
                                layers::Layer>;
extern template class Described<layers::ZeroPadding2D, layers::ZeroPaddingOptions<2>,
                                layers::Layer>;
extern template class Described<layers::ZeroPadding3D, layers::ZeroPaddingOptions<3>,
                                layers::Layer>;
extern template class layers::LayerOf<layers::ZeroPadding1D, layers::ZeroPaddingOptions<1>>;
extern template class layers::LayerOf<layers::ZeroPadding2D, layers::ZeroPaddingOptions<2>>;
extern template class layers::LayerOf<layers::ZeroPadding3D, layers::ZeroPaddingOptions<3>>;
extern template class layers::ZeroPadding<layers::ZeroPadding1D, 1>;
extern template class layers::ZeroPadding<layers::ZeroPadding2D, 2>;
extern template class layers::ZeroPadding<layers::ZeroPadding3D, 3>;
}  // namespace keratin
