// What the layers over windows check of their arguments and inputs.
#pragma once
#include <string>

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
};
/// Throws ValueError, in Keras's words, for arguments that mean nothing.
void check_window(const WindowArguments& arguments, int rank, bool may_be_causal);
/// "filters" must be at least 1, unless a layer has none.
void check_filters(int64_t filters);

/// Throws ShapeError for another number of axes.
void check_axes(const Shape& x, int rank, DataFormat data_format);
/// How many channels inputs of that shape have. Throws ShapeError too when they are not known.
int64_t channels_of(const Shape& x, int rank, DataFormat data_format);

}  // namespace keratin::layers
