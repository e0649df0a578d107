// What the transforms of images share: values between pixels.
#pragma once
#include <string>
#include <vector>

#include "keratin/base/config.h"
#include "keratin/tensor/tensor.h"

namespace keratin::ops::image {

/// x [batch, lengths...] at places[k] [batch, ...] along each axis k: order 0 takes the nearest, 1
/// the sum over all corners.
Tensor sampled(const Tensor& x, const std::vector<Tensor>& places, int order,
               const std::string& mode, double fill_value);
/// 0 for "nearest" and 1 for "bilinear". Throws ValueError for another word.
int order_of(const char* name, const std::string& interpolation);
/// Throws ValueError for another word.
void check_fill_mode(const char* name, const std::string& mode);
/// As files hold Keras's default, which is a whole number.
ConfigValue fill_number(double value);
/// Whole numbers as float32.
Tensor as_places(const Tensor& x);

}  // namespace keratin::ops::image
