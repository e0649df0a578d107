// From a picture of any size to what a network takes: digits as MNIST has them, others scaled.
#pragma once
#include <vector>

#include "apps/keratin/picture_file.h"
#include "keratin/tensor/tensor.h"

namespace keratin::command {

/// One channel, row by row, 0 to 255.
struct Plane {
  int64_t width = 0;
  int64_t height = 0;
  std::vector<float> values;

  float at(int64_t x, int64_t y) const { return values[static_cast<size_t>(y * width + x)]; }
};

/// How bright each pixel is (ITU-R BT.601).
Plane grey_of(const Picture& picture);
/// The ink, 255 where it is thickest and 0 beside it: the picture's border says which of dark and
/// bright is the paper. All 0 for an empty picture.
Plane ink_of(const Plane& grey);
/// Each pixel is the mean of what it covers; what is made larger shows its pixels.
Plane resized(const Plane& plane, int64_t width, int64_t height);

/// float32 (28, 28), 0 to 255, as MNIST's are made: the ink is scaled, with its proportions, into
/// 20 x 20, and its centre of mass stands in the middle. What is 28 x 28 and so already stays as it
/// is. Throws ValueError for a picture without ink.
Tensor digit_picture(const Picture& picture);

/// float32 (height, width, channels), 0 to 255, for 1 or 3 channels.
Tensor scaled_picture(const Picture& picture, int64_t height, int64_t width, int64_t channels);

}  // namespace keratin::command
