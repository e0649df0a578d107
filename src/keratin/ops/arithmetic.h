// Arithmetic, comparison and logic of two tensors, or of a tensor and a number, with NumPy's
// broadcasting and Keras's promotion; numbers are weak: they take the dtype of the tensor.
// Arguments come by value, so that a temporary's memory can hold the result.
#pragma once
#include <concepts>

#include "keratin/tensor/tensor.h"

namespace keratin {

enum class Binary : uint8_t;

namespace ops {

/// f(a, b) for any function of backend/functions/lists.h. Throws ShapeError for shapes that cannot
/// be broadcast, DTypeError for a dtype that f does not take, ValueError for a number that the
/// tensor's integer dtype cannot hold.
Tensor binary(Binary f, const Tensor& a, const Tensor& b);
Tensor binary(Binary f, const Tensor& a, Scalar b);
Tensor binary(Binary f, Scalar a, const Tensor& b);

// clang-format off
#define KERATIN_DECLARE_BINARY(name)  \
  Tensor name(Tensor a, Tensor b);    \
  Tensor name(Tensor a, Scalar b);    \
  Tensor name(Scalar a, Tensor b);
KERATIN_DECLARE_BINARY(add)
KERATIN_DECLARE_BINARY(subtract)
KERATIN_DECLARE_BINARY(multiply)
/// True division: integers become float32.
KERATIN_DECLARE_BINARY(divide)
/// Rounded towards minus infinity.
KERATIN_DECLARE_BINARY(floor_divide)
/// The remainder with the divisor's sign, as in Python.
KERATIN_DECLARE_BINARY(mod)
KERATIN_DECLARE_BINARY(power)
KERATIN_DECLARE_BINARY(maximum)
KERATIN_DECLARE_BINARY(minimum)
KERATIN_DECLARE_BINARY(arctan2)
KERATIN_DECLARE_BINARY(equal)
KERATIN_DECLARE_BINARY(not_equal)
KERATIN_DECLARE_BINARY(less)
KERATIN_DECLARE_BINARY(less_equal)
KERATIN_DECLARE_BINARY(greater)
KERATIN_DECLARE_BINARY(greater_equal)
KERATIN_DECLARE_BINARY(logical_and)
KERATIN_DECLARE_BINARY(logical_or)
KERATIN_DECLARE_BINARY(logical_xor)
#undef KERATIN_DECLARE_BINARY
// clang-format on

/// (a - b)^2
Tensor squared_difference(Tensor a, Tensor b);

}  // namespace ops

// clang-format off
#define KERATIN_DECLARE_OPERATOR(symbol)        \
  Tensor operator symbol(Tensor a, Tensor b);   \
  Tensor operator symbol(Tensor a, Scalar b);   \
  Tensor operator symbol(Scalar a, Tensor b);
KERATIN_DECLARE_OPERATOR(+)
KERATIN_DECLARE_OPERATOR(-)
KERATIN_DECLARE_OPERATOR(*)
KERATIN_DECLARE_OPERATOR(/)
KERATIN_DECLARE_OPERATOR(%)
KERATIN_DECLARE_OPERATOR(==)
KERATIN_DECLARE_OPERATOR(!=)
KERATIN_DECLARE_OPERATOR(<)
KERATIN_DECLARE_OPERATOR(<=)
KERATIN_DECLARE_OPERATOR(>)
KERATIN_DECLARE_OPERATOR(>=)
#undef KERATIN_DECLARE_OPERATOR
// clang-format on

Tensor operator-(Tensor x);
Tensor operator+(Tensor x);
/// Logic of truth values: throw DTypeError for other dtypes, and name the function for those.
Tensor operator!(Tensor x);
Tensor operator~(Tensor x);
Tensor operator&(Tensor a, Tensor b);
Tensor operator|(Tensor a, Tensor b);
Tensor operator^(Tensor a, Tensor b);

// (a > 1) && (b < 3) would be one truth value of two tensors: it does not compile.
template <class A, class B>
requires std::derived_from<A, Tensor> || std::derived_from<B, Tensor>
bool operator&&(const A&, const B&) {
  static_assert(!sizeof(A*), "write a & b for the elements, or (a & b).all() for one truth value");
  return false;
}
template <class A, class B>
requires std::derived_from<A, Tensor> || std::derived_from<B, Tensor>
bool operator||(const A&, const B&) {
  static_assert(!sizeof(A*), "write a | b for the elements, or (a | b).any() for one truth value");
  return false;
}

/// x += y is x = x + y, in x's memory when nobody else sees it. Other views keep the old elements.
Tensor& operator+=(Tensor& x, const Tensor& y);
Tensor& operator-=(Tensor& x, const Tensor& y);
Tensor& operator*=(Tensor& x, const Tensor& y);
Tensor& operator/=(Tensor& x, const Tensor& y);
Tensor& operator+=(Tensor& x, Scalar y);
Tensor& operator-=(Tensor& x, Scalar y);
Tensor& operator*=(Tensor& x, Scalar y);
Tensor& operator/=(Tensor& x, Scalar y);
Tensor& operator%=(Tensor& x, const Tensor& y);
Tensor& operator%=(Tensor& x, Scalar y);
/// Throw DTypeError unless both hold truth values.
Tensor& operator&=(Tensor& x, const Tensor& y);
Tensor& operator|=(Tensor& x, const Tensor& y);

}  // namespace keratin
