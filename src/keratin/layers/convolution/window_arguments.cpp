#include <algorithm>
#include <cctype>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/config_order_internal.h"
#include "keratin/layers/convolution/window_arguments_internal.h"
#include "keratin/ops/arithmetic.h"

namespace keratin::layers {

void check_filters(int64_t filters) {
  if (filters >= 1) return;
  throw_value_error(
      text("Invalid value for argument `filters`. Expected a strictly positive value. "
           "Received filters=",
           filters, "."));
}

void check_depth_multiplier(int64_t depth_multiplier) {
  if (depth_multiplier >= 1) return;
  throw_value_error(
      text("Invalid value for argument `depth_multiplier`. Expected a strictly positive value. "
           "Received depth_multiplier=",
           depth_multiplier, "."));
}

void check_window(const WindowArguments& arguments, int rank, bool may_be_causal) {
  arguments.size = arguments.size.for_axes(rank, arguments.size_name);
  arguments.strides = arguments.strides.for_axes(rank, "strides");
  arguments.dilation_rate = arguments.dilation_rate.for_axes(rank, "dilation_rate");
  std::string& padding = arguments.padding;
  for (char& c : padding) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (padding != "valid" && padding != "same" && !(may_be_causal && padding == "causal")) {
    throw_value_error(text("The `padding` argument must be one of 'valid', 'same'",
                           may_be_causal ? ", 'causal'" : "", ". Received: ", padding));
  }
  const auto largest = [](const Sizes& sizes) {
    return *std::max_element(sizes.list.begin(), sizes.list.end());
  };
  if (arguments.may_skip_dilated) return;
  if (largest(arguments.strides) > 1 && largest(arguments.dilation_rate) > 1) {
    throw_value_error(
        text("`strides > 1` not supported in conjunction with `dilation_rate > 1`. "
             "Received: strides=",
             arguments.strides.list, " and dilation_rate=", arguments.dilation_rate.list));
  }
}

void check_axes(const Shape& x, int rank, DataFormat data_format) {
  if (x.rank() == rank + 2) return;
  const bool is_first = data_format.is_channels_first();
  throw_shape_error(
      text("the input needs ", rank + 2, " axes, ",
           is_first ? "(batch, channels, lengths...)" : "(batch, lengths..., channels)",
           ", received ", x),
      {}, x.rank() == rank + 1 ? "x.expand_dims(-1) makes an axis of one channel" : "");
}

int64_t channels_of(const Shape& x, int rank, DataFormat data_format) {
  check_axes(x, rank, data_format);
  const int64_t channels = data_format.is_channels_first() ? x[1] : x.back();
  if (channels == None) throw_shape_error(text("the channels must be known, received ", x));
  return channels;
}

void check_channels(const Tensor& x, int64_t expected, int rank, DataFormat data_format,
                    const Tensor& kernel) {
  const int64_t channels = channels_of(x.shape(), rank, data_format);
  if (channels == expected) return;
  throw_shape_error(text("the input has ", channels, " channels, expected ", expected),
                    {{"input", describe(x)}, {"kernel", describe(kernel)}});
}

Tensor with_bias(const Tensor& y, const Tensor& bias, DataFormat data_format,
                 const activations::Activation* activation) {
  Tensor z = y;
  if (bias.defined()) {
    Shape shape = {bias.shape()[0]};
    for (int i = 2; data_format.is_channels_first() && i < y.ndim(); ++i) shape.push_back(1);
    z = y + bias.as_dtype(y.dtype()).reshape(shape);
  }
  return activation ? (*activation)(z) : z;
}

}  // namespace keratin::layers
