#include "keratin/layers/convolution/separable_convolution.h"

#include "keratin/layers/config_order_internal.h"
#include "keratin/layers/convolution/window_arguments_internal.h"
#include "keratin/ops/convolution.h"

namespace keratin::layers {

template <class Self, int rank>
SeparableConvolutionOf<Self, rank>::SeparableConvolutionOf(SeparableConvolutionOptions given)
    : LayerOf<Self, SeparableConvolutionOptions>(std::move(given)),
      activation_(this->options_.activation.make()) {
  SeparableConvolutionOptions& options = this->options_;
  check_depth_multiplier(options.depth_multiplier);
  check_filters(options.filters);
  check_window({.size = options.kernel_size,
                .size_name = "kernel_size",
                .strides = options.strides,
                .dilation_rate = options.dilation_rate,
                .padding = options.padding,
                .may_skip_dilated = true},
               rank, false);
}

template <class Self, int rank>
Config SeparableConvolutionOf<Self, rank>::get_config() const {
  const Config all = LayerOf<Self, SeparableConvolutionOptions>::get_config();
  return with_activity_regularizer(placed_before(all, "depth_multiplier", "filters"),
                                   "depthwise_constraint");
}

template <class Self, int rank>
void SeparableConvolutionOf<Self, rank>::build(const Shapes& inputs) {
  const SeparableConvolutionOptions& options = this->options_;
  const int64_t channels = channels_of(inputs[0], rank, options.data_format);
  Shape depthwise = options.kernel_size.list, pointwise;
  for (int i = 0; i < rank; ++i) pointwise.push_back(1);
  depthwise.push_back(channels);
  depthwise.push_back(options.depth_multiplier);
  pointwise.push_back(channels * options.depth_multiplier);
  pointwise.push_back(options.filters);
  this->fill(depthwise_kernel_, depthwise,
             {.initializer = options.depthwise_initializer,
              .regularizer = options.depthwise_regularizer,
              .constraint = options.depthwise_constraint});
  this->fill(pointwise_kernel_, pointwise,
             {.initializer = options.pointwise_initializer,
              .regularizer = options.pointwise_regularizer,
              .constraint = options.pointwise_constraint});
  if (!options.use_bias) return;
  this->fill(bias_, {options.filters},
             {.initializer = options.bias_initializer,
              .regularizer = options.bias_regularizer,
              .constraint = options.bias_constraint});
}

template <class Self, int rank>
Tensor SeparableConvolutionOf<Self, rank>::call(const Tensor& x, Call&) const {
  const SeparableConvolutionOptions& options = this->options_;
  check_channels(x, depthwise_kernel_.shape()[rank], rank, options.data_format, depthwise_kernel_);
  const DType dtype = is_floating(x.dtype()) ? x.dtype() : this->compute_dtype();
  const std::string data_format(options.data_format.name());
  const Tensor seen =
      ops::depthwise_conv(x.as_dtype(dtype), depthwise_kernel_.value().as_dtype(dtype),
                          {.strides = options.strides,
                           .padding = options.padding,
                           .data_format = data_format,
                           .dilation_rate = options.dilation_rate});
  const Tensor bias = bias_.defined() ? bias_.value().as_dtype(dtype) : Tensor();
  const FusedActivation fused = activation_ ? activation_->fused() : FusedActivation();
  const Tensor y = ops::conv_layer(seen, pointwise_kernel_.value().as_dtype(dtype), bias, fused,
                                   {.data_format = data_format});
  return !activation_ || fused.is_some ? y : (*activation_)(y);
}

}  // namespace keratin::layers

namespace keratin {
#define KERATIN_INSTANCE(Class, rank)                                                          \
  template class Described<layers::Class, layers::SeparableConvolutionOptions, layers::Layer>; \
  template class layers::LayerOf<layers::Class, layers::SeparableConvolutionOptions>;          \
  template class layers::SeparableConvolutionOf<layers::Class, rank>;
KERATIN_INSTANCE(SeparableConv1D, 1)
KERATIN_INSTANCE(SeparableConv2D, 2)
#undef KERATIN_INSTANCE
}  // namespace keratin
