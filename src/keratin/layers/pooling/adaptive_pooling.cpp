#include "keratin/layers/pooling/adaptive_pooling.h"

#include "keratin/layers/convolution/window_arguments_internal.h"
#include "keratin/ops/pooling.h"

namespace keratin::layers {

template <class Self, Pooling pooling, int rank>
AdaptivePoolingOf<Self, pooling, rank>::AdaptivePoolingOf(AdaptivePoolingOptions given)
    : LayerOf<Self, AdaptivePoolingOptions>(std::move(given)) {
  Sizes& output_size = this->options_.output_size;
  output_size = output_size.for_axes(rank, "output_size");
}

template <class Self, Pooling pooling, int rank>
Tensor AdaptivePoolingOf<Self, pooling, rank>::call(const Tensor& x, Call&) const {
  const AdaptivePoolingOptions& options = this->options_;
  check_axes(x.shape(), rank, options.data_format);
  const std::string format(options.data_format.name());
  if constexpr (pooling == Pooling::max) {
    return ops::adaptive_max_pool(x, options.output_size, format);
  } else {
    const Tensor input = is_floating(x.dtype()) ? x : x.as_dtype(this->compute_dtype());
    return ops::adaptive_average_pool(input, options.output_size, format);
  }
}

}  // namespace keratin::layers

namespace keratin {
#define KERATIN_INSTANCE(Class, pooling, rank)                                            \
  template class Described<layers::Class, layers::AdaptivePoolingOptions, layers::Layer>; \
  template class layers::LayerOf<layers::Class, layers::AdaptivePoolingOptions>;          \
  template class layers::AdaptivePoolingOf<layers::Class, layers::Pooling::pooling, rank>;
KERATIN_INSTANCE(AdaptiveAveragePooling1D, average, 1)
KERATIN_INSTANCE(AdaptiveAveragePooling2D, average, 2)
KERATIN_INSTANCE(AdaptiveAveragePooling3D, average, 3)
KERATIN_INSTANCE(AdaptiveMaxPooling1D, max, 1)
KERATIN_INSTANCE(AdaptiveMaxPooling2D, max, 2)
KERATIN_INSTANCE(AdaptiveMaxPooling3D, max, 3)
#undef KERATIN_INSTANCE
}  // namespace keratin
