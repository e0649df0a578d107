// NumPy's windows of signals, with equal ends, in keras.config.floatx(). All throw ValueError for a
// negative number of points; one point is 1.
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// A triangle: 1 - |2 k / (n - 1) - 1|.
Tensor bartlett(int64_t x);
/// 0.42 - 0.5 cos(2 pi k / (n - 1)) + 0.08 cos(4 pi k / (n - 1))
Tensor blackman(int64_t x);
/// 0.54 - 0.46 cos(2 pi k / (n - 1))
Tensor hamming(int64_t x);
/// 0.5 - 0.5 cos(2 pi k / (n - 1))
Tensor hanning(int64_t x);
/// I0(beta sqrt(1 - (2 k / (n - 1) - 1)^2)) / I0(beta), I0 the modified Bessel function of order 0.
Tensor kaiser(int64_t x, double beta);

}  // namespace keratin::ops
