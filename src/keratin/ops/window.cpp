#include <algorithm>

#include "keratin/backend/config.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/window_internal.h"

namespace keratin::ops {

bool is_channels_first(const char* op, const std::string& data_format) {
  const std::string_view format =
      data_format.empty() ? config::image_data_format() : std::string_view(data_format);
  if (format == "channels_first") return true;
  if (format == "channels_last") return false;
  throw_value_error(text(op,
                         ": The `data_format` argument must be one of ('channels_first', "
                         "'channels_last'). Received: ",
                         data_format));
}

Tensor channels_to_back(const Tensor& x) { return moveaxis(x, 1, -1); }
Tensor channels_to_front(const Tensor& y) { return moveaxis(y, -1, 1); }

Shape spatial_axes(const Shape& shape) {
  Shape spatial;
  for (int i = 1; i + 1 < shape.rank(); ++i) spatial.push_back(shape[i]);
  return spatial;
}

Shape with_spatial(int64_t batch, const Shape& spatial, int64_t channels) {
  Shape shape = {batch};
  for (const int64_t length : spatial) shape.push_back(length);
  shape.push_back(channels);
  return shape;
}

namespace {

/// Padding in front of an axis, and how many outputs it has.
std::pair<int64_t, int64_t> fit_axis(int64_t length, int64_t reach, int64_t stride,
                                     const std::string& padding) {
  if (padding == "same") {
    const int64_t outputs = (length + stride - 1) / stride;
    const int64_t missing = std::max<int64_t>(0, (outputs - 1) * stride + reach - length);
    return {missing / 2, outputs};
  }
  const int64_t before = padding == "causal" ? reach - 1 : 0;
  const int64_t room = length + before - reach;
  return {before, room < 0 ? 0 : room / stride + 1};
}

}  // namespace

WindowFit fit_window(const char* op, const Shape& lengths, const Shape& size, const Shape& strides,
                     const Shape& dilation, const std::string& padding) {
  const bool may_be_causal = lengths.rank() == 1;
  if (padding != "valid" && padding != "same" && (padding != "causal" || !may_be_causal)) {
    throw_value_error(text(op, ": The `padding` argument must be one of 'valid', 'same'",
                           may_be_causal ? ", 'causal'" : "", ". Received: ", padding));
  }
  WindowFit fit{.window = {.size = size, .strides = strides, .dilation = dilation, .before = {}},
                .outputs = {}};
  for (int i = 0; i < lengths.rank(); ++i) {
    const auto [before, outputs] = fit_axis(lengths[i], fit.window.reach(i), strides[i], padding);
    if (outputs == 0 && lengths[i] > 0) {
      throw_shape_error(text(op, ": the window reaches over ", fit.window.reach(i),
                             " elements of axis ", i, ", and there are ", lengths[i]),
                        {{"lengths", text(lengths)}, {"window", text(size)}},
                        "padding = \"same\" pads the input");
    }
    fit.window.before.push_back(before);
    fit.outputs.push_back(outputs);
  }
  return fit;
}

}  // namespace keratin::ops
