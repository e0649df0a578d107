// The mathematics of the elementwise functions of one argument (unary.inl) for float and double.
#pragma once
#include <cmath>

#include "keratin/backend/functions/lists.h"

namespace keratin::functions {

using std::abs, std::acos, std::acosh, std::asin, std::asinh, std::atan, std::atanh, std::ceil,
    std::cos, std::cosh, std::erf, std::exp, std::exp2, std::expm1, std::floor, std::log,
    std::log10, std::log1p, std::log2, std::nearbyint, std::sin, std::sinh, std::sqrt, std::tan,
    std::tanh, std::trunc;

template <class T>
T where(bool condition, T a, T b) {
  return condition ? a : b;
}
#include "keratin/backend/functions/unary.inl"

}  // namespace keratin::functions
