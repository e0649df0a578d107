// How the elements of an array look when NumPy prints them: one width for all, digits as needed.
#pragma once
#include <string>
#include <vector>

#include "keratin/tensor/tensor.h"

namespace keratin {

/// What NumPy's str() gives for one floating element, an array without axes.
std::string numpy_scalar_text(double value, DType dtype);

/// The texts of the elements, all of the width that NumPy gives them; `shown` are the elements that
/// decide about it. Scalars (no axes) are not padded.
class ElementFormat {
 public:
  ElementFormat(DType dtype, const std::vector<double>& shown, const std::vector<int64_t>& integers,
                bool is_scalar);
  std::string operator()(double value, int64_t integer) const;

 private:
  void choose_float_format(const std::vector<double>& shown);
  std::string float_text(double value) const;

  DType dtype_;
  bool is_scalar_;
  size_t width_ = 0;  // of integers
  bool is_scientific_ = false;
  size_t pad_left_ = 0;
  size_t pad_right_ = 0;
  size_t exponent_size_ = 0;  // digits of the longest exponent
  size_t precision_ = 0;      // digits after the point in scientific texts
};

}  // namespace keratin
