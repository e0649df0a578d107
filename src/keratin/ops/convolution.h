// Convolutions, over one to three spatial axes; Keras: keras.ops.nn.
#pragma once
#include <string>

#include "keratin/backend/fused_activation.h"
#include "keratin/tensor/sizes.h"
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

struct ConvOptions {
  Sizes strides = 1;
  std::string padding = "valid";  // "same": as many outputs as inputs / strides, rounded up;
                                  // "causal": no output sees later inputs (one spatial axis)
  std::string data_format = {};   // "channels_last", the default, or "channels_first"
  Sizes dilation_rate = 1;
};

/// y = sum over places k of the window and channels c of x * kernel, at every `strides` inputs
/// x [batch, lengths..., channels], kernel [sizes..., channels / groups, units]
/// -> y [batch, outputs..., units]; with "channels_first" [batch, channels, lengths...] and
/// [batch, units, outputs...]. Units / groups units see channels / groups channels: how many groups
/// there are follows from the shapes. One floating dtype; sums of 16-bit dtypes are float32.
/// Throws ShapeError for another number of axes, channels or units that groups do not divide and
/// windows that are longer than the input, DTypeError for other dtypes, ValueError for options.
Tensor conv(const Tensor& x, const Tensor& kernel, const ConvOptions& options = {});

/// Each channel by itself: kernel [sizes..., channels, multiplier] -> y [batch, outputs...,
/// channels * multiplier]; unit c * multiplier + m sees channel c. No padding "causal".
Tensor depthwise_conv(const Tensor& x, const Tensor& kernel, const ConvOptions& options = {});

/// depthwise_conv, and then a product of its units with pointwise_kernel [1..., channels *
/// multiplier, units].
Tensor separable_conv(const Tensor& x, const Tensor& depthwise_kernel,
                      const Tensor& pointwise_kernel, const ConvOptions& options = {});

struct ConvTransposeOptions {
  Sizes strides = 1;
  std::string padding = "valid";  // or "same": inputs * strides outputs
  Sizes output_padding = None;    // outputs behind the last; by default what padding says
  std::string data_format = {};
  Sizes dilation_rate = 1;
};

/// The gradient of a convolution by its input, as an operation: each input adds its window of the
/// kernel to the outputs, `strides` apart.
/// x [batch, lengths..., channels], kernel [sizes..., units, channels] -> y [batch, outputs...,
/// units]. Throws as conv.
Tensor conv_transpose(const Tensor& x, const Tensor& kernel,
                      const ConvTransposeOptions& options = {});

/// activation(conv + bias [units]) in one pass, for layers; bias may be undefined. With a factor
/// [units], of float32 or float64 like all others, activation(conv * factor + bias), of which
/// nothing is recorded.
Tensor conv_layer(const Tensor& x, const Tensor& kernel, const Tensor& bias,
                  const FusedActivation& activation, const ConvOptions& options,
                  const Tensor& factor = {});

}  // namespace keratin::ops
