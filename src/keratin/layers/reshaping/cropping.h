// The middle of the spatial axes.
#pragma once
#include "keratin/layers/data_format.h"
#include "keratin/layers/layer_of.h"
#include "keratin/layers/per_axis.h"

namespace keratin::layers {

struct Cropping1DOptions {
  Margins<1> cropping = 1;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// Of two and three spatial axes.
template <int n>
struct CroppingOptions {
  Margins<n> cropping = n == 2 ? 0 : 1;
  DataFormat data_format = "channels_last";  // or "channels_first"
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = x without the cropping[i].before first and the cropping[i].after last elements of spatial
/// axis i
/// x [batch, ..., channels], or [batch, channels, ...] for "channels_first" -> y whose spatial axes
/// are shorter by that. Throws ValueError for a negative cropping, ShapeError for x of another rank
/// and where nothing would be left.
template <class Self, class Options, int n>
class Cropping : public LayerOf<Self, Options> {
 public:
  Tensor call(const Tensor& x, Call& call) const override;

 protected:
  explicit Cropping(Options options);
};

// Templates lose: Cropping2D({1, 2}) is cropping, not cropping and a data_format.

/// x [batch, steps, channels]: Cropping1D(1), Cropping1D({before, after})
class Cropping1D final : public Cropping<Cropping1D, Cropping1DOptions, 1> {
 public:
  explicit Cropping1D(Margins<1> cropping = 1, Cropping1DOptions options = {})
      : Cropping((options.cropping = cropping, std::move(options))) {}
  template <int = 0>
  explicit Cropping1D(Cropping1DOptions options) : Cropping(std::move(options)) {}
};

/// x [batch, height, width, channels]: Cropping2D(1), Cropping2D({height, width}),
/// Cropping2D({{top, bottom}, {left, right}})
class Cropping2D final : public Cropping<Cropping2D, CroppingOptions<2>, 2> {
 public:
  explicit Cropping2D(Margins<2> cropping = 0, CroppingOptions<2> options = {})
      : Cropping((options.cropping = cropping, std::move(options))) {}
  template <int = 0>
  explicit Cropping2D(CroppingOptions<2> options) : Cropping(std::move(options)) {}
};

/// x [batch, depth, height, width, channels]
class Cropping3D final : public Cropping<Cropping3D, CroppingOptions<3>, 3> {
 public:
  explicit Cropping3D(Margins<3> cropping = 1, CroppingOptions<3> options = {})
      : Cropping((options.cropping = cropping, std::move(options))) {}
  template <int = 0>
  explicit Cropping3D(CroppingOptions<3> options) : Cropping(std::move(options)) {}
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::Cropping1D, layers::Cropping1DOptions, layers::Layer>;
extern template class Described<layers::Cropping2D, layers::CroppingOptions<2>, layers::Layer>;
extern template class Described<layers::Cropping3D, layers::CroppingOptions<3>, layers::Layer>;
extern template class layers::LayerOf<layers::Cropping1D, layers::Cropping1DOptions>;
extern template class layers::LayerOf<layers::Cropping2D, layers::CroppingOptions<2>>;
extern template class layers::LayerOf<layers::Cropping3D, layers::CroppingOptions<3>>;
extern template class layers::Cropping<layers::Cropping1D, layers::Cropping1DOptions, 1>;
extern template class layers::Cropping<layers::Cropping2D, layers::CroppingOptions<2>, 2>;
extern template class layers::Cropping<layers::Cropping3D, layers::CroppingOptions<3>, 3>;
}  // namespace keratin
