#include "keratin/layers/convolution/depthwise_convolution.h"

#include "keratin/layers/config_order_internal.h"
#include "keratin/layers/convolution/window_arguments_internal.h"
#include "keratin/ops/convolution.h"

namespace keratin::layers {

template <class Self, int rank>
DepthwiseConvolutionOf<Self, rank>::DepthwiseConvolutionOf(DepthwiseConvolutionOptions given)
    : LayerOf<Self, DepthwiseConvolutionOptions>(std::move(given)),
      activation_(this->options_.activation.make()) {
  DepthwiseConvolutionOptions& options = this->options_;
  check_depth_multiplier(options.depth_multiplier);
  check_window({.size = options.kernel_size,
                .size_name = "kernel_size",
                .strides = options.strides,
                .dilation_rate = options.dilation_rate,
                .padding = options.padding,
                .may_skip_dilated = true},
               rank, false);
}

template <class Self, int rank>
Config DepthwiseConvolutionOf<Self, rank>::get_config() const {
  const Config all = LayerOf<Self, DepthwiseConvolutionOptions>::get_config();
  return with_activity_regularizer(placed_before(all, "depth_multiplier", "kernel_size"),
                                   "depthwise_constraint");
}

template <class Self, int rank>
void DepthwiseConvolutionOf<Self, rank>::build(const Shapes& inputs) {
  const DepthwiseConvolutionOptions& options = this->options_;
  const int64_t channels = channels_of(inputs[0], rank, options.data_format);
  Shape shape = options.kernel_size.list;
  shape.push_back(channels);
  shape.push_back(options.depth_multiplier);
  this->fill(kernel_, shape,
             {.initializer = options.depthwise_initializer,
              .regularizer = options.depthwise_regularizer,
              .constraint = options.depthwise_constraint});
  if (!options.use_bias) return;
  this->fill(bias_, {channels * options.depth_multiplier},
             {.initializer = options.bias_initializer,
              .regularizer = options.bias_regularizer,
              .constraint = options.bias_constraint});
}

template <class Self, int rank>
Tensor DepthwiseConvolutionOf<Self, rank>::call(const Tensor& x, Call&) const {
  const DepthwiseConvolutionOptions& options = this->options_;
  check_channels(x, kernel_.shape()[rank], rank, options.data_format, kernel_);
  const DType dtype = is_floating(x.dtype()) ? x.dtype() : this->compute_dtype();
  const Tensor y = ops::depthwise_conv(x.as_dtype(dtype), kernel_.value().as_dtype(dtype),
                                       {.strides = options.strides,
                                        .padding = options.padding,
                                        .data_format = std::string(options.data_format.name()),
                                        .dilation_rate = options.dilation_rate});
  return with_bias(y, bias_.defined() ? bias_.value() : Tensor(), options.data_format,
                   activation_.get());
}

}  // namespace keratin::layers

namespace keratin {
#define KERATIN_INSTANCE(Class, rank)                                                          \
  template class Described<layers::Class, layers::DepthwiseConvolutionOptions, layers::Layer>; \
  template class layers::LayerOf<layers::Class, layers::DepthwiseConvolutionOptions>;          \
  template class layers::DepthwiseConvolutionOf<layers::Class, rank>;
KERATIN_INSTANCE(DepthwiseConv1D, 1)
KERATIN_INSTANCE(DepthwiseConv2D, 2)
#undef KERATIN_INSTANCE
}  // namespace keratin
