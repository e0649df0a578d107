#include "keratin/layers/pooling/pooling.h"

#include "keratin/layers/convolution/window_arguments_internal.h"
#include "keratin/ops/pooling.h"

namespace keratin::layers {

template <class Self, class Options, int rank>
PoolingOf<Self, Options, rank>::PoolingOf(Options given)
    : LayerOf<Self, Options>(std::move(given)) {
  Options& options = this->options_;
  if (options.strides.list.empty()) options.strides = options.pool_size;
  Sizes dilation = 1;
  check_window({.size = options.pool_size,
                .size_name = "pool_size",
                .strides = options.strides,
                .dilation_rate = dilation,
                .padding = options.padding},
               rank, false);
}

template <class Self, class Options, int rank>
Config PoolingOf<Self, Options, rank>::get_config() const {
  Config config = LayerOf<Self, Options>::get_config();
  for (const char* name : {"strides", "data_format"}) {  // Keras writes them behind the padding
    const ConfigValue value = config[name];
    config.erase(name);
    config.set(name, value);
  }
  return config;
}

template <class Self, class Options, int rank>
Tensor PoolingOf<Self, Options, rank>::call(const Tensor& x, Call&) const {
  const Options& options = this->options_;
  check_axes(x.shape(), rank, options.data_format);
  const ops::PoolOptions how = {.strides = options.strides,
                                .padding = options.padding,
                                .data_format = std::string(options.data_format.name())};
  if constexpr (std::is_same_v<Options, MaxPoolingOptions>) {
    return ops::max_pool(x, options.pool_size, how);
  } else {
    const Tensor input = is_floating(x.dtype()) ? x : x.as_dtype(this->compute_dtype());
    return ops::average_pool(input, options.pool_size, how);
  }
}

}  // namespace keratin::layers

namespace keratin {
#define KERATIN_INSTANCE(Class, Options, rank)                             \
  template class Described<layers::Class, layers::Options, layers::Layer>; \
  template class layers::LayerOf<layers::Class, layers::Options>;          \
  template class layers::PoolingOf<layers::Class, layers::Options, rank>;
KERATIN_INSTANCE(MaxPooling1D, MaxPoolingOptions, 1)
KERATIN_INSTANCE(MaxPooling2D, MaxPoolingOptions, 2)
KERATIN_INSTANCE(MaxPooling3D, MaxPoolingOptions, 3)
KERATIN_INSTANCE(AveragePooling1D, AveragePoolingOptions, 1)
KERATIN_INSTANCE(AveragePooling2D, AveragePoolingOptions, 2)
KERATIN_INSTANCE(AveragePooling3D, AveragePoolingOptions, 3)
#undef KERATIN_INSTANCE
}  // namespace keratin
