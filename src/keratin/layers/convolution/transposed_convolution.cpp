#include "keratin/layers/convolution/transposed_convolution.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/config_order_internal.h"
#include "keratin/layers/convolution/window_arguments_internal.h"
#include "keratin/ops/convolution.h"

namespace keratin::layers {
namespace {

void check_output_padding(const Shape& padding, const Shape& strides) {
  for (int i = 0; i < padding.rank(); ++i) {
    if (padding[i] < strides[i]) continue;
    throw_value_error(
        text("`output_padding` must be strictly less than `strides` for all dimensions. At "
             "dimension ",
             i, ", `output_padding` is ", padding[i], " but `strides` is ", strides[i],
             ". Received: output_padding=", padding, ", strides=", strides));
  }
}

}  // namespace

template <class Self, int rank>
TransposedConvolutionOf<Self, rank>::TransposedConvolutionOf(TransposedConvolutionOptions given)
    : LayerOf<Self, TransposedConvolutionOptions>(std::move(given)),
      activation_(this->options_.activation.make()) {
  TransposedConvolutionOptions& options = this->options_;
  check_filters(options.filters);
  check_window({.size = options.kernel_size,
                .size_name = "kernel_size",
                .strides = options.strides,
                .dilation_rate = options.dilation_rate,
                .padding = options.padding},
               rank, false);
  if (options.output_padding.list.empty()) return;
  options.output_padding = options.output_padding.for_axes(rank, "output_padding", 0);
  check_output_padding(options.output_padding.list, options.strides.list);
}

template <class Self, int rank>
Config TransposedConvolutionOf<Self, rank>::get_config() const {
  return with_activity_regularizer(LayerOf<Self, TransposedConvolutionOptions>::get_config(),
                                   "kernel_constraint");
}

template <class Self, int rank>
void TransposedConvolutionOf<Self, rank>::build(const Shapes& inputs) {
  const TransposedConvolutionOptions& options = this->options_;
  Shape shape = options.kernel_size.list;
  shape.push_back(options.filters);
  shape.push_back(channels_of(inputs[0], rank, options.data_format));
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
Tensor TransposedConvolutionOf<Self, rank>::call(const Tensor& x, Call&) const {
  const TransposedConvolutionOptions& options = this->options_;
  check_channels(x, kernel_.shape()[rank + 1], rank, options.data_format, kernel_);
  const DType dtype = is_floating(x.dtype()) ? x.dtype() : this->compute_dtype();
  const Tensor y = ops::conv_transpose(x.as_dtype(dtype), kernel_.value().as_dtype(dtype),
                                       {.strides = options.strides,
                                        .padding = options.padding,
                                        .output_padding = options.output_padding,
                                        .data_format = std::string(options.data_format.name()),
                                        .dilation_rate = options.dilation_rate});
  return with_bias(y, bias_.defined() ? bias_.value() : Tensor(), options.data_format,
                   activation_.get());
}

}  // namespace keratin::layers

namespace keratin {
#define KERATIN_INSTANCE(Class, rank)                                                           \
  template class Described<layers::Class, layers::TransposedConvolutionOptions, layers::Layer>; \
  template class layers::LayerOf<layers::Class, layers::TransposedConvolutionOptions>;          \
  template class layers::TransposedConvolutionOf<layers::Class, rank>;
KERATIN_INSTANCE(Conv1DTranspose, 1)
KERATIN_INSTANCE(Conv2DTranspose, 2)
KERATIN_INSTANCE(Conv3DTranspose, 3)
#undef KERATIN_INSTANCE
}  // namespace keratin
