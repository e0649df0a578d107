// The middle of the spatial axes.
#include "keratin/layers/reshaping/cropping.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/spatial_internal.h"
#include "keratin/ops/index.h"

namespace keratin::layers {
namespace {

DataFormat format_of_crop(const Cropping1DOptions&) { return {}; }
template <int n>
DataFormat format_of_crop(const CroppingOptions<n>& options) {
  return options.data_format;
}

}  // namespace

template <class Self, class Options, int n>
Cropping<Self, Options, n>::Cropping(Options options) : LayerOf<Self, Options>(std::move(options)) {
  check_margins(this->class_name(), "cropping", this->options_.cropping.all());
}

template <class Self, class Options, int n>
Tensor Cropping<Self, Options, n>::call(const Tensor& x, Call&) const {
  const Margins<n>& cropping = this->options_.cropping;
  const int first = first_spatial_axis(x, n, format_of_crop(this->options_));
  Tensor y = x;
  for (int i = 0; i < n; ++i) {
    const Margin& margin = cropping[i];
    const int64_t length = x.shape()[first + i];
    if (margin.before >= length || margin.after >= length - margin.before) {
      throw_shape_error(text("cropping ", cropping.to_string(), " leaves nothing of axis ",
                             first + i, ", whose length is ", length),
                        {{"input", describe(x)}});
    }
    y = ops::sliced(y, first + i, slice(margin.before, length - margin.after));
  }
  return y;
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::Cropping1D, layers::Cropping1DOptions, layers::Layer>;
template class Described<layers::Cropping2D, layers::CroppingOptions<2>, layers::Layer>;
template class Described<layers::Cropping3D, layers::CroppingOptions<3>, layers::Layer>;
template class layers::LayerOf<layers::Cropping1D, layers::Cropping1DOptions>;
template class layers::LayerOf<layers::Cropping2D, layers::CroppingOptions<2>>;
template class layers::LayerOf<layers::Cropping3D, layers::CroppingOptions<3>>;
template class layers::Cropping<layers::Cropping1D, layers::Cropping1DOptions, 1>;
template class layers::Cropping<layers::Cropping2D, layers::CroppingOptions<2>, 2>;
template class layers::Cropping<layers::Cropping3D, layers::CroppingOptions<3>, 3>;
}  // namespace keratin
