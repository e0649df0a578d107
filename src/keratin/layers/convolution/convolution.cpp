#include "keratin/layers/convolution/convolution.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/config_order_internal.h"
#include "keratin/layers/convolution/window_arguments_internal.h"
#include "keratin/layers/output_scale.h"
#include "keratin/ops/convolution.h"

namespace keratin::layers {
namespace {

void check_groups(int64_t groups, int64_t filters) {
  if (groups < 1) {
    throw_value_error(
        text("The number of groups must be a positive integer. Received: groups=", groups, "."));
  }
  if (filters % groups == 0) return;
  throw_value_error(
      text("The number of filters must be evenly divisible by the number of groups. "
           "Received: groups=",
           groups, ", filters=", filters, "."));
}

}  // namespace

template <class Self, int rank>
ConvolutionOf<Self, rank>::ConvolutionOf(ConvolutionOptions given)
    : LayerOf<Self, ConvolutionOptions>(std::move(given)),
      activation_(this->options_.activation.make()) {
  ConvolutionOptions& options = this->options_;
  check_filters(options.filters);
  check_window({.size = options.kernel_size,
                .size_name = "kernel_size",
                .strides = options.strides,
                .dilation_rate = options.dilation_rate,
                .padding = options.padding},
               rank, rank == 1);
  check_groups(options.groups, options.filters);
  if (options.lora_rank || options.lora_alpha) {
    throw_value_error(text(this->class_name(),
                           ": lora_rank and lora_alpha (low-rank adapters) are not there yet"));
  }
}

template <class Self, int rank>
Config ConvolutionOf<Self, rank>::get_config() const {
  return with_activity_regularizer(LayerOf<Self, ConvolutionOptions>::get_config(),
                                   "kernel_constraint");
}

template <class Self, int rank>
void ConvolutionOf<Self, rank>::build(const Shapes& inputs) {
  const ConvolutionOptions& options = this->options_;
  const int64_t channels = channels_of(inputs[0], rank, options.data_format);
  if (channels % options.groups != 0) {
    throw_value_error(
        text("The number of input channels must be evenly divisible by the number of groups. "
             "Received groups=",
             options.groups, ", but the input has ", channels, " channels (full input shape is ",
             inputs[0], ")."));
  }
  Shape shape = options.kernel_size.list;
  shape.push_back(channels / options.groups);
  shape.push_back(options.filters);
  this->fill(kernel_, shape,
             {.initializer = options.kernel_initializer,
              .regularizer = options.kernel_regularizer,
              .constraint = options.kernel_constraint});
  if (!options.use_bias) return;
  this->fill(bias_, {options.filters},
             {.initializer = options.bias_initializer,
              .regularizer = options.bias_regularizer,
              .constraint = options.bias_constraint});
}

template <class Self, int rank>
Tensor ConvolutionOf<Self, rank>::call(const Tensor& x, Call& call) const {
  const ConvolutionOptions& options = this->options_;
  check_channels(x, kernel_.shape()[rank] * options.groups, rank, options.data_format, kernel_);
  const DType dtype = is_floating(x.dtype()) ? x.dtype() : this->compute_dtype();
  const Tensor kernel = kernel_.value().as_dtype(dtype);
  const Tensor bias = bias_.defined() ? bias_.value().as_dtype(dtype) : Tensor();
  const ops::ConvOptions window = {.strides = options.strides,
                                   .padding = options.padding,
                                   .data_format = std::string(options.data_format.name()),
                                   .dilation_rate = options.dilation_rate};
  if (const OutputScale* scale = call.scale()) {
    return ops::conv_layer(x.as_dtype(dtype), kernel, scale->offset_with(bias), scale->activation,
                           window, scale->factor);
  }
  const FusedActivation fused = activation_ ? activation_->fused() : FusedActivation();
  const Tensor y = ops::conv_layer(x.as_dtype(dtype), kernel, bias, fused, window);
  return !activation_ || fused.is_some ? y : (*activation_)(y);
}

template <class Self, int rank>
bool ConvolutionOf<Self, rank>::gives_sums() const {
  const bool is_last = this->options_.data_format.name() != "channels_first";
  return is_last && (!activation_ || activation_->name() == "linear");
}

}  // namespace keratin::layers

namespace keratin {
#define KERATIN_INSTANCE(Class, rank)                                                 \
  template class Described<layers::Class, layers::ConvolutionOptions, layers::Layer>; \
  template class layers::LayerOf<layers::Class, layers::ConvolutionOptions>;          \
  template class layers::ConvolutionOf<layers::Class, rank>;
KERATIN_INSTANCE(Conv1D, 1)
KERATIN_INSTANCE(Conv2D, 2)
KERATIN_INSTANCE(Conv3D, 3)
#undef KERATIN_INSTANCE
}  // namespace keratin
