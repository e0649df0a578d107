// What the layers over windows check of their arguments and inputs.
#pragma once
#include <string>

#include "keratin/activations/activation.h"
#include "keratin/base/config.h"
#include "keratin/layers/data_format.h"
#include "keratin/tensor/sizes.h"
#include "keratin/tensor/tensor.h"

namespace keratin::layers {

/// The arguments of a window, in place: one number for each axis.
struct WindowArguments {
  Sizes& size;
  const char* size_name;
  Sizes& strides;
  Sizes& dilation_rate;
  std::string& padding;
  bool may_skip_dilated = false;  // whether strides may stand beside a dilation
};
/// Throws ValueError, in Keras's words, for arguments that mean nothing.
void check_window(const WindowArguments& arguments, int rank, bool may_be_causal);
/// Throw ValueError, in Keras's words, for a number below 1.
void check_filters(int64_t filters);
void check_depth_multiplier(int64_t depth_multiplier);

/// Throws ShapeError for another number of axes.
void check_axes(const Shape& x, int rank, DataFormat data_format);
/// How many channels inputs of that shape have. Throws ShapeError too when they are not known.
int64_t channels_of(const Shape& x, int rank, DataFormat data_format);
/// Throws ShapeError unless x has as many channels as the layer was built for.
void check_channels(const Tensor& x, int64_t expected, int rank, DataFormat data_format,
                    const Tensor& kernel);

/// activation(y + bias), along the axis of the channels; both may be missing.
Tensor with_bias(const Tensor& y, const Tensor& bias, DataFormat data_format,
                 const activations::Activation* activation);

}  // namespace keratin::layers
