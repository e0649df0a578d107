// Where the spatial axes of an input stand: behind the batch, or behind the channels.
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/spatial_internal.h"

namespace keratin::layers {

void check_margins(std::string_view class_name, std::string_view argument,
                   std::span<const Margin> margins) {
  for (const Margin& margin : margins) {
    if (margin.before >= 0 && margin.after >= 0) continue;
    throw_value_error(text(class_name, ": ", argument, " must not be negative, received ",
                           margins_text(margins)));
  }
}

void check_sizes(std::string_view class_name, std::string_view argument,
                 std::span<const int64_t> numbers) {
  for (const int64_t number : numbers) {
    if (number >= 1) continue;
    throw_value_error(text(class_name, ": ", argument, " must be at least 1, received ", number));
  }
}

int first_spatial_axis(const Tensor& x, int n, DataFormat data_format) {
  constexpr std::string_view kSpatial[] = {"steps", "height, width", "depth, height, width"};
  const bool is_first = data_format.is_channels_first();
  if (x.ndim() == n + 2) return is_first ? 2 : 1;
  const std::string_view spatial = kSpatial[n - 1];
  throw_shape_error(text("expected ndim=", n + 2, " (batch, ", is_first ? "channels, " : "",
                         spatial, is_first ? "" : ", channels", "), found ndim=", x.ndim()),
                    {{"input", describe(x)}});
}

}  // namespace keratin::layers
