#include "keratin/ops/whole_numbers.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/node.h"
#include "keratin/ops/special_internal.h"

namespace keratin::ops {
namespace {

/// What a function does with truth values.
enum class Truth : uint8_t { taken, counted, refused };

void check_whole(const char* name, const Tensor& x, Truth truth) {
  if (is_integer(x.dtype()) || (x.dtype() == bool_ && truth != Truth::refused)) return;
  throw_dtype_error(text(name, ": takes integers", truth == Truth::refused ? "" : " and bools"),
                    {{"x", describe(x)}});
}

Tensor of_two(SpecialOfTwo f, const char* name, Truth truth, const Tensor& a, const Tensor& b) {
  if (is_symbolic(a) || is_symbolic(b)) {
    return symbolic_op({.class_name = op_class_name(name), .arguments = {{}, {}}}, {a, b},
                       [=](const Tensors& in) { return of_two(f, name, truth, in[0], in[1]); });
  }
  check_whole(name, a, truth);
  check_whole(name, b, truth);
  const DType common = promote(a.dtype(), b.dtype());
  if (is_floating(common)) {
    throw_dtype_error(text(name, ": no integer dtype holds both"),
                      {{"a", describe(a)}, {"b", describe(b)}});
  }
  const DType dtype = common == bool_ && truth == Truth::counted ? int32 : common;
  return special_of_two(f, name, a.as_dtype(dtype), b.as_dtype(dtype));
}

/// The same for a number, beside which Keras wants a dtype where it counts bit by bit.
Tensor of_number(SpecialOfTwo f, const char* name, Truth truth, const Tensor& a, Scalar b) {
  if (is_symbolic(a) && truth != Truth::taken) {
    return symbolic_op({.class_name = op_class_name(name), .arguments = {{}, value_of(b)}}, a,
                       [=](const Tensors& in) { return of_number(f, name, truth, in[0], b); });
  }
  return of_two(f, name, truth, a, number_beside(a, b));
}

}  // namespace

#define KERATIN_OF_TWO(name, function, truth)                            \
  Tensor name(const Tensor& a, const Tensor& b) {                        \
    return of_two(SpecialOfTwo::function, #name, Truth::truth, a, b);    \
  }                                                                      \
  Tensor name(const Tensor& a, Scalar b) {                               \
    return of_number(SpecialOfTwo::function, #name, Truth::truth, a, b); \
  }
KERATIN_OF_TWO(bitwise_and, bitwise_and, taken)
KERATIN_OF_TWO(bitwise_or, bitwise_or, taken)
KERATIN_OF_TWO(bitwise_xor, bitwise_xor, taken)
KERATIN_OF_TWO(left_shift, left_shift, counted)
KERATIN_OF_TWO(right_shift, right_shift, counted)
KERATIN_OF_TWO(bitwise_left_shift, left_shift, counted)
KERATIN_OF_TWO(bitwise_right_shift, right_shift, counted)
KERATIN_OF_TWO(gcd, gcd, refused)
KERATIN_OF_TWO(lcm, lcm, refused)
#undef KERATIN_OF_TWO

Tensor bitwise_not(const Tensor& x) {
  if (is_symbolic(x)) {
    return symbolic_op({.class_name = "BitwiseNot", .arguments = {{}}}, x,
                       [](const Tensors& in) { return bitwise_not(in[0]); });
  }
  check_whole("bitwise_not", x, Truth::taken);
  return x.dtype() == bool_ ? logical_not(x) : -x - 1;
}
Tensor bitwise_invert(const Tensor& x) {
  if (is_symbolic(x)) {
    return symbolic_op({.class_name = "BitwiseInvert", .arguments = {{}}}, x,
                       [](const Tensors& in) { return bitwise_not(in[0]); });
  }
  return bitwise_not(x);
}

}  // namespace keratin::ops
