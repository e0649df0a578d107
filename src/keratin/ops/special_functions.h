// Functions of elements beside those of elementwise.h, for which a plain loop is fast enough. Of
// integers the results are float32; 16-bit floats are computed in float32 and rounded once.
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// The real cube root.
Tensor cbrt(const Tensor& x);
/// 1 - erf(x), without loss of digits where erf(x) is near 1.
Tensor erfc(const Tensor& x);
/// The y with erf(y) = x; infinite at -1 and 1, NaN outside.
Tensor erfinv(const Tensor& x);
/// The modified Bessel function of the first kind of order 0, and order 1, its slope.
Tensor i0(const Tensor& x);
Tensor bessel_i1(const Tensor& x);
/// sin(pi x) / (pi x), and 1 at 0.
Tensor sinc(const Tensor& x);
/// bool: whether the sign is set, that of -0 and NaN too.
Tensor signbit(const Tensor& x);
/// What is left of a / b rounded towards 0: it has the sign of a. Of integers integers, 0 where b
/// is 0.
Tensor fmod(const Tensor& a, const Tensor& b);
Tensor fmod(const Tensor& a, Scalar b);
/// The number of a's dtype that is next to a towards b; no gradient.
Tensor nextafter(const Tensor& a, const Tensor& b);
Tensor nextafter(const Tensor& a, Scalar b);
/// a * 2^b, without going through 2^b. Throws DTypeError unless b holds integers.
Tensor ldexp(const Tensor& a, const Tensor& b);
Tensor ldexp(const Tensor& a, Scalar b);

}  // namespace keratin::ops
