// One number for all of a channel.
#include "keratin/layers/pooling/global_pooling.h"

#include "keratin/layers/spatial_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/reduce.h"

namespace keratin::layers {
namespace {

/// The mean of the steps that the mask [batch, steps] leaves.
Tensor masked_mean(const Tensor& x, const Tensor& mask, int axis, bool keepdims) {
  const Tensor counts = mask.as_dtype(bool_).expand_dims(axis == 1 ? 2 : 1);
  const ReduceOptions along = {.axis = axis, .keepdims = keepdims};
  return ops::sum(ops::where(counts, x, 0), along) / ops::sum(counts.as_dtype(x.dtype()), along);
}

}  // namespace

template <class Self, Pooling pooling, int n>
GlobalPooling<Self, pooling, n>::GlobalPooling(GlobalPoolingOptions options)
    : LayerOf<Self, GlobalPoolingOptions>(std::move(options)) {}

template <class Self, Pooling pooling, int n>
Tensor GlobalPooling<Self, pooling, n>::call(const Tensor& x, Call& call) const {
  const int first = first_spatial_axis(x, n, this->options_.data_format);
  const bool keepdims = this->options_.keepdims;
  if constexpr (takes_mask) {
    const Tensor mask = call.mask();
    if (mask.defined()) return masked_mean(x, mask, first, keepdims);
  }
  Shape axes;
  for (int i = 0; i < n; ++i) axes.push_back(first + i);
  const ReduceOptions along = {.axis = axes, .keepdims = keepdims};
  return pooling == Pooling::average ? ops::mean(x, along) : ops::max(x, along);
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::GlobalAveragePooling1D, layers::GlobalPoolingOptions,
                         layers::Layer>;
template class Described<layers::GlobalAveragePooling2D, layers::GlobalPoolingOptions,
                         layers::Layer>;
template class Described<layers::GlobalAveragePooling3D, layers::GlobalPoolingOptions,
                         layers::Layer>;
template class Described<layers::GlobalMaxPooling1D, layers::GlobalPoolingOptions, layers::Layer>;
template class Described<layers::GlobalMaxPooling2D, layers::GlobalPoolingOptions, layers::Layer>;
template class Described<layers::GlobalMaxPooling3D, layers::GlobalPoolingOptions, layers::Layer>;
template class layers::LayerOf<layers::GlobalAveragePooling1D, layers::GlobalPoolingOptions>;
template class layers::LayerOf<layers::GlobalAveragePooling2D, layers::GlobalPoolingOptions>;
template class layers::LayerOf<layers::GlobalAveragePooling3D, layers::GlobalPoolingOptions>;
template class layers::LayerOf<layers::GlobalMaxPooling1D, layers::GlobalPoolingOptions>;
template class layers::LayerOf<layers::GlobalMaxPooling2D, layers::GlobalPoolingOptions>;
template class layers::LayerOf<layers::GlobalMaxPooling3D, layers::GlobalPoolingOptions>;
template class layers::GlobalPooling<layers::GlobalAveragePooling1D, layers::Pooling::average, 1>;
template class layers::GlobalPooling<layers::GlobalAveragePooling2D, layers::Pooling::average, 2>;
template class layers::GlobalPooling<layers::GlobalAveragePooling3D, layers::Pooling::average, 3>;
template class layers::GlobalPooling<layers::GlobalMaxPooling1D, layers::Pooling::max, 1>;
template class layers::GlobalPooling<layers::GlobalMaxPooling2D, layers::Pooling::max, 2>;
template class layers::GlobalPooling<layers::GlobalMaxPooling3D, layers::Pooling::max, 3>;
}  // namespace keratin
