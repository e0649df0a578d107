// Zeros around the spatial axes.
#include "keratin/layers/reshaping/zero_padding.h"

#include "keratin/layers/spatial_internal.h"
#include "keratin/ops/join.h"

namespace keratin::layers {

template <class Self, int n>
ZeroPadding<Self, n>::ZeroPadding(ZeroPaddingOptions<n> options)
    : LayerOf<Self, ZeroPaddingOptions<n>>(std::move(options)) {
  check_margins(this->class_name(), "padding", this->options_.padding.all());
}

template <class Self, int n>
Tensor ZeroPadding<Self, n>::call(const Tensor& x, Call&) const {
  const int first = first_spatial_axis(x, n, this->options_.data_format);
  std::vector<std::pair<int64_t, int64_t>> widths(static_cast<size_t>(n + 2));
  for (int i = 0; i < n; ++i) {
    const Margin& margin = this->options_.padding[i];
    widths[static_cast<size_t>(first + i)] = {margin.before, margin.after};
  }
  return ops::pad(x, widths);
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::ZeroPadding1D, layers::ZeroPaddingOptions<1>, layers::Layer>;
template class Described<layers::ZeroPadding2D, layers::ZeroPaddingOptions<2>, layers::Layer>;
template class Described<layers::ZeroPadding3D, layers::ZeroPaddingOptions<3>, layers::Layer>;
template class layers::LayerOf<layers::ZeroPadding1D, layers::ZeroPaddingOptions<1>>;
template class layers::LayerOf<layers::ZeroPadding2D, layers::ZeroPaddingOptions<2>>;
template class layers::LayerOf<layers::ZeroPadding3D, layers::ZeroPaddingOptions<3>>;
template class layers::ZeroPadding<layers::ZeroPadding1D, 1>;
template class layers::ZeroPadding<layers::ZeroPadding2D, 2>;
template class layers::ZeroPadding<layers::ZeroPadding3D, 3>;
}  // namespace keratin
