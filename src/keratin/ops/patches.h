// Windows of images as columns and back, and axes by their names; Keras: keras.ops.nn and einops.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keratin/tensor/sizes.h"
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

struct WindowOptions {
  Sizes dilation = 1;  // from one pixel of a window to the next
  Sizes padding = 0;   // zeros around the image, on each side
  Sizes stride = 1;    // from one window to the next
};
/// The windows of images, a column each (im2col): x [batch, channels, height, width] -> y [batch,
/// channels * kh * kw, windows], of which there are (length + 2 padding - dilation (k - 1) - 1) /
/// stride + 1 along an axis, rounded down. Throws ShapeError for another number of axes and for
/// windows that do not fit, ValueError for sizes below 1 and negative padding.
Tensor unfold(const Tensor& x, const Sizes& kernel_size, const WindowOptions& options = {});
/// The images whose pixels are the sums of the windows that hold them (col2im): what unfold takes
/// apart of images of output_size, added up. x [batch, channels * kh * kw, windows] -> y [batch,
/// channels, height, width]; pixels in no window are 0. Throws as unfold, and ShapeError for an x
/// of other windows.
Tensor fold(const Tensor& x, const Sizes& output_size, const Sizes& kernel_size,
            const WindowOptions& options = {});

/// Lengths of axes by their names.
using AxesLengths = std::vector<std::pair<std::string, int64_t>>;
/// The axes of x in another order, taken apart and brought together: "b (h1 h) w c -> (b h1) h w c"
/// with {{"h1", 2}}. A group in parentheses is one axis of x or of the result, its last name the
/// fastest; one length of a group follows from the others, () is an axis of length 1. As in Keras,
/// there is no ellipsis. Rogozhnikov, "Einops", 2022. Throws ValueError for a pattern that cannot
/// be read or whose sides hold other names, ShapeError for lengths that do not fit.
Tensor rearrange(const Tensor& tensor, std::string_view pattern,
                 const AxesLengths& axes_lengths = {});

}  // namespace keratin::ops
