// NumPy's functions of elements that are a few others: the limits of each are those of its formula.
#pragma once
#include <optional>

#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// NumPy's names of divide and, for floats, of abs.
Tensor true_divide(const Tensor& a, const Tensor& b);
Tensor fabs(const Tensor& x);
/// x * pi / 180, and back.
Tensor deg2rad(const Tensor& x);
Tensor rad2deg(const Tensor& x);
/// The larger, or smaller, of two; the other one of NaN.
Tensor fmax(const Tensor& a, const Tensor& b);
Tensor fmin(const Tensor& a, const Tensor& b);
/// sqrt(a^2 + b^2), where a square would be infinite too.
Tensor hypot(const Tensor& a, const Tensor& b);
/// log(exp(a) + exp(b)), and log2(2^a + 2^b), the larger one subtracted first.
Tensor logaddexp(const Tensor& a, const Tensor& b);
Tensor logaddexp2(const Tensor& a, const Tensor& b);
/// 0 below zero, 1 above, `at_zero` there; NaN of NaN.
Tensor heaviside(const Tensor& x, const Tensor& at_zero);
/// a / b, and 0 where b is 0.
Tensor divide_no_nan(const Tensor& a, const Tensor& b);
Tensor isposinf(const Tensor& x);
Tensor isneginf(const Tensor& x);

/// x in another dtype, where what that does not hold becomes its nearest number, and NaN 0 among
/// integers.
Tensor saturate_cast(const Tensor& x, DTypeLike dtype);

struct NanToNumOptions {
  double nan = 0;
  std::optional<double> posinf = {};  // the largest number of x's dtype
  std::optional<double> neginf = {};  // the smallest
};
/// x with numbers in the place of NaN and of the infinite.
Tensor nan_to_num(const Tensor& x, const NanToNumOptions& options = {});

}  // namespace keratin::ops
