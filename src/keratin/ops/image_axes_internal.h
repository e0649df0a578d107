// Where the axes of images are.
#pragma once
#include <string>

#include "keratin/base/config.h"
#include "keratin/tensor/tensor.h"

namespace keratin::ops::image {

struct ImageAxes {
  int height, width, channels;
};
/// Throws ShapeError for another number of axes than 3 and 4, ValueError for another data_format.
ImageAxes axes_of(const char* name, const Shape& images, const std::string& data_format);
/// As files hold it: None when none is given.
ConfigValue data_format_value(const std::string& data_format);

}  // namespace keratin::ops::image
