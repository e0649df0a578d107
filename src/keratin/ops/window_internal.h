// What the ops over windows share: the format of their inputs, and windows from Keras's arguments.
#pragma once
#include <string>

#include "keratin/backend/window_calls.h"
#include "keratin/tensor/config_values.h"
#include "keratin/tensor/sizes.h"
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// As files have it: a number that stands for all axes alone, which Keras takes for no other than
/// the one axis in a list.
inline ConfigValue one_or_each(const Sizes& sizes) {
  return sizes.list.rank() == 1 ? ConfigValue(sizes.list[0]) : to_value(sizes);
}
/// Throws ValueError for another format; empty is the global one.
bool is_channels_first(const char* op, const std::string& data_format);
inline std::string format_in_files(const std::string& data_format) {
  return is_channels_first("data_format", data_format) ? "channels_first" : "channels_last";
}
/// With the channels last, and back: views of the same elements.
Tensor channels_to_back(const Tensor& x);
Tensor channels_to_front(const Tensor& y);

/// A window and how many outputs it has over inputs of `lengths`.
struct WindowFit {
  SlidingWindow window;
  Shape outputs;
};
/// `padding` is "valid", "same" or "causal". Throws ValueError for another, ShapeError when a
/// window does not fit into the inputs.
WindowFit fit_window(const char* op, const Shape& lengths, const Shape& size, const Shape& strides,
                     const Shape& dilation, const std::string& padding);

/// The axes between the first and the last.
Shape spatial_axes(const Shape& shape);
/// [batch, spatial..., channels]
Shape with_spatial(int64_t batch, const Shape& spatial, int64_t channels);

}  // namespace keratin::ops
