// Bits and divisors of integers. Results have the common dtype; all throw DTypeError for floats.
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// Bit by bit; of truth values their logic.
Tensor bitwise_and(const Tensor& a, const Tensor& b);
Tensor bitwise_and(const Tensor& a, Scalar b);
Tensor bitwise_or(const Tensor& a, const Tensor& b);
Tensor bitwise_or(const Tensor& a, Scalar b);
Tensor bitwise_xor(const Tensor& a, const Tensor& b);
Tensor bitwise_xor(const Tensor& a, Scalar b);
Tensor bitwise_not(const Tensor& x);
Tensor bitwise_invert(const Tensor& x);
/// a * 2^b and a / 2^b rounded down; truth values count as int32. No bits are left of a shift by
/// all of them or more.
Tensor left_shift(const Tensor& a, const Tensor& b);
Tensor left_shift(const Tensor& a, Scalar b);
Tensor right_shift(const Tensor& a, const Tensor& b);
Tensor right_shift(const Tensor& a, Scalar b);
Tensor bitwise_left_shift(const Tensor& a, const Tensor& b);
Tensor bitwise_left_shift(const Tensor& a, Scalar b);
Tensor bitwise_right_shift(const Tensor& a, const Tensor& b);
Tensor bitwise_right_shift(const Tensor& a, Scalar b);
/// The greatest common divisor of the magnitudes, and the least common multiple; truth values are
/// refused too.
Tensor gcd(const Tensor& a, const Tensor& b);
Tensor gcd(const Tensor& a, Scalar b);
Tensor lcm(const Tensor& a, const Tensor& b);
Tensor lcm(const Tensor& a, Scalar b);

}  // namespace keratin::ops
