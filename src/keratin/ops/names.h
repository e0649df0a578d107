// NumPy's functions without a prefix: exp(x), where(x > 0, x, 0), matmul(a, b) are found by their
// argument. The whole list is in ops::.
#pragma once
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/filled.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/sort.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {

// As in keras.ops, where they stand beside what computes with them.
using keratin::arange, keratin::empty, keratin::empty_like, keratin::eye, keratin::full;
using keratin::linspace, keratin::ones, keratin::zeros;

}  // namespace keratin::ops

namespace keratin {

using ops::abs, ops::ceil, ops::clip, ops::cos, ops::cosh, ops::exp, ops::expm1, ops::floor;
using ops::all, ops::any, ops::max, ops::min, ops::prod, ops::var;
using ops::argmax, ops::argmin, ops::argsort, ops::mean, ops::sort, ops::sum;
using ops::dot, ops::matmul, ops::maximum, ops::minimum, ops::outer, ops::power, ops::where;
using ops::expand_dims, ops::flatten, ops::reshape, ops::squeeze, ops::transpose;
using ops::full_like, ops::ones_like, ops::zeros_like;
using ops::isfinite, ops::isinf, ops::isnan, ops::log, ops::log10, ops::log1p, ops::log2;
using ops::round, ops::sin, ops::sinh, ops::sqrt, ops::square, ops::tan, ops::tanh;

/// x to the power of y.
template <class A, class B>
requires std::convertible_to<const A&, Tensor> || std::convertible_to<const B&, Tensor> Tensor
pow(const A& x, const B& y) {
  return ops::power(x, y);
}

}  // namespace keratin
