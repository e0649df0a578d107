// JSON written into a string: numbers with as few digits as read back the same.
#pragma once
#include <string>
#include <string_view>

#include "keratin/tensor/tensor.h"

namespace keratin::server {

/// In quotes and escaped; what is no UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view value);
/// [-1, 28, 28]: None is -1.
void append_json_shape(std::string& out, const Shape& shape);
/// Nested lists, as TensorFlow Serving writes a tensor; row i of it, [i]; or one flat list. Floats
/// have a point, so that they stay floats in Python; NaN, Infinity and -Infinity as such words.
void append_json_tensor(std::string& out, const Tensor& x);
void append_json_row(std::string& out, const Tensor& x, int64_t row);
void append_json_flat(std::string& out, const Tensor& x);
void append_json_number(std::string& out, float value);

}  // namespace keratin::server
