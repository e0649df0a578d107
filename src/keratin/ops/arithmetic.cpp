#include "keratin/ops/arithmetic.h"

#include <cmath>
#include <limits>

#include "keratin/autodiff/saved.h"
#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/filled.h"
#include "keratin/ops/graph_names_internal.h"
#include "keratin/ops/node.h"
#include "keratin/ops/placement_internal.h"
#include "keratin/ops/reuse_internal.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

// An operand is a tensor or a number; the gradients below are written once for both.
Tensor squared(const Tensor& x) { return x * x; }
Scalar squared(const Scalar& x) { return x.as_double() * x.as_double(); }
// log(x), and 0 where x is not positive.
Tensor log_or_zero(const Tensor& x) { return where(x > 0, log(where(x > 0, x, 1)), 0); }
Scalar log_or_zero(const Scalar& x) { return x.as_double() > 0 ? std::log(x.as_double()) : 0.0; }
// b * a^(b - 1), and 0 where b is 0, also for a = 0.
template <class A>
Tensor power_slope(const A& a, const Tensor& b) {
  const Tensor is_constant = b == 0;
  return where(is_constant, 0, b * power(a, where(is_constant, 1, b - 1)));
}
Tensor power_slope(const Tensor& a, const Scalar& b) {
  if (b.as_double() == 0) return zeros_like(a);
  return b * power(a, b.as_double() - 1);
}

// 1 where a wins, 1/2 where both are equal, else 0: what a gets of the gradient of an extreme.
Tensor share(const Tensor& wins, const Tensor& ties, DType dtype) {
  return wins.as_dtype(dtype) + ties.as_dtype(dtype) * 0.5;
}

// The gradient of y = f(a, b) for a, in y's shape.
template <class A, class B>
Tensor left_gradient(Binary f, const A& a, const B& b, const Tensor& dy) {
  switch (f) {
    case Binary::add:
    case Binary::subtract:
    case Binary::mod: return dy;
    case Binary::multiply: return dy * b;
    case Binary::divide: return dy / b;
    case Binary::power: return dy * power_slope(a, b);
    case Binary::maximum: return dy * share(a > b, a == b, dy.dtype());
    case Binary::minimum: return dy * share(a < b, a == b, dy.dtype());
    case Binary::arctan2: return dy * b / (squared(a) + squared(b));
    default: return zeros_like(dy);
  }
}

// The gradient for b.
template <class A, class B>
Tensor right_gradient(Binary f, const A& a, const B& b, const Tensor& y, const Tensor& dy) {
  switch (f) {
    case Binary::add: return dy;
    case Binary::subtract: return -dy;
    case Binary::mod: return -dy * floor_divide(a, b);
    case Binary::multiply: return dy * a;
    case Binary::divide: return -dy * y / b;
    case Binary::power: return dy * y * log_or_zero(a);
    case Binary::maximum: return dy * share(b > a, a == b, dy.dtype());
    case Binary::minimum: return dy * share(b < a, a == b, dy.dtype());
    case Binary::arctan2: return -dy * a / (squared(a) + squared(b));
    default: return zeros_like(dy);
  }
}

// Additions remember shapes alone, so that their operands' memory is free, for the sum too.
bool needs_operands(Binary f) { return f != Binary::add && f != Binary::subtract; }
bool needs_result(Binary f) { return f == Binary::divide || f == Binary::power; }
Saved kept(bool is_needed, Binary f, const Tensor& x) {
  return is_needed ? Saved(name_of(f), x) : Saved();
}

// f(a, b) for two tensors of the one dtype that f works in.
Tensor compute(Binary f, const Tensor& a, const Tensor& b) {
  const Device device = common_device(name_of(f), a, b);
  if (stand_apart(a, b)) return compute(f, to(a, device), to(b, device));
  const Shape shape = broadcast_shapes(name_of(f), a.shape(), b.shape());
  const DType dtype = is_predicate(f) ? bool_ : a.dtype();
  const bool is_recorded = is_floating(dtype) && wants_record({&a, &b});
  const bool may_reuse = !is_recorded || !needs_operands(f);
  Tensor y = may_reuse && is_reusable(a, shape, dtype, device)   ? a.detach()
             : may_reuse && is_reusable(b, shape, dtype, device) ? b.detach()
                                                                 : Tensor(shape, dtype, device);
  backend_of(device).run(BinaryCall{.f = f,
                                    .a = keratin::broadcast_to(a.view(), shape),
                                    .b = keratin::broadcast_to(b.view(), shape),
                                    .y = y.view()});
  if (!is_recorded) return y;
  const auto backward = [f, a = kept(needs_operands(f), f, a), b = kept(needs_operands(f), f, b),
                         y = kept(needs_result(f), f, y), a_shape = a.shape(),
                         b_shape = b.shape()](const Tensor& dy, Wanted wanted) -> Gradients {
    return {wanted[0] ? sum_to(left_gradient(f, *a, *b, dy), a_shape) : Tensor(),
            wanted[1] ? sum_to(right_gradient(f, *a, *b, *y, dy), b_shape) : Tensor()};
  };
  return record(name_of(f), y, {&a, &b}, backward);
}

// f(x, value), or f(value, x), for a tensor of the dtype that f works in.
Tensor compute(Binary f, const Tensor& x, Scalar value, bool is_left) {
  const DType dtype = is_predicate(f) ? bool_ : x.dtype();
  const bool is_recorded = is_floating(dtype) && wants_record({&x});
  const bool may_reuse = !is_recorded || !needs_operands(f);
  Tensor y = may_reuse && is_reusable(x, x.shape(), dtype, x.device())
                 ? x.detach()
                 : Tensor(x.shape(), dtype, x.device());
  backend_of(y).run(
      BinaryNumberCall{.f = f, .x = x.view(), .value = value, .is_left = is_left, .y = y.view()});
  if (!is_recorded) return y;
  return record(
      name_of(f), y, {&x},
      [f, x = kept(needs_operands(f), f, x), y = kept(needs_result(f), f, y), value,
       is_left](const Tensor& dy) -> Gradients {
        return {is_left ? right_gradient(f, value, *x, *y, dy) : left_gradient(f, *x, value, dy)};
      });
}

// Truth values add as "or" and multiply as "and", as in NumPy.
Binary function_of_bools(Binary f) {
  switch (f) {
    case Binary::add:
    case Binary::maximum: return Binary::logical_or;
    case Binary::multiply:
    case Binary::minimum: return Binary::logical_and;
    case Binary::subtract:
      throw_dtype_error("subtract: truth values cannot be subtracted", {},
                        "use ops::logical_xor, or .as_dtype(int32) first");
    default: return f;
  }
}

// The dtype in which f works on two operands of these dtypes.
DType working_dtype(Binary f, DType a, DType b) {
  switch (f) {
    case Binary::logical_and:
    case Binary::logical_or:
    case Binary::logical_xor: return bool_;
    case Binary::divide:
    case Binary::arctan2: return promote_division(a, b);
    case Binary::floor_divide:
    case Binary::mod:
    case Binary::power: return a == bool_ && b == bool_ ? int32 : promote(a, b);
    default: return promote(a, b);
  }
}

// The dtype in which f works on x and a number.
DType working_dtype(Binary f, const Tensor& x, Scalar value) {
  DType dtype = promote(x.dtype(), value);
  if (value.kind() == Scalar::Kind::integer && !fits(value, dtype)) {
    if (!is_predicate(f)) {
      throw_value_error(
          text(name_of(f), ": the integer ", value, " is out of bounds for ", name_of(dtype)), {},
          "convert the tensor with .as_dtype(int64) first");
    }
    dtype = dtype == uint64 ? float64 : int64;
  }
  return working_dtype(f, x.dtype(), working_dtype(f, dtype, dtype));
}

Tensor with_number(Binary f, const Tensor& x, Scalar value, bool is_left) {
  if (f == Binary::power && !is_left && is_integer(x.dtype()) &&
      value.kind() == Scalar::Kind::integer && value.as_integer() < 0) {
    throw_value_error("power: integers to negative integer powers are not whole", {},
                      "convert the tensor with .astype(float32) first");
  }
  const DType dtype = working_dtype(f, x, value);
  if (dtype == bool_) f = function_of_bools(f);
  return x.dtype() == dtype ? compute(f, x, value, is_left)
                            : compute(f, x.as_dtype(dtype), value, is_left);
}

}  // namespace

std::string graph_name(Binary f) {
  return f == Binary::divide ? "TrueDivide" : op_class_name(name_of(f));
}

namespace {

// The result may take the place of an operand that nobody holds but the reference here.
Tensor applied(Binary f, const Tensor& a, const Tensor& b) {
  if (is_symbolic(a) || is_symbolic(b)) {
    return symbolic_op({.class_name = graph_name(f), .arguments = {{}, {}}}, {a, b},
                       [f](const Tensors& x) { return Tensors(binary(f, x[0], x[1])); });
  }
  const DType dtype = working_dtype(f, a.dtype(), b.dtype());
  if (dtype == bool_) f = function_of_bools(f);
  if (a.dtype() == dtype && b.dtype() == dtype) return compute(f, a, b);
  return compute(f, a.as_dtype(dtype), b.as_dtype(dtype));
}
Tensor applied(Binary f, const Tensor& a, Scalar b) {
  if (is_symbolic(a)) {
    return symbolic_op({.class_name = graph_name(f), .arguments = {{}, value_of(b)}}, a,
                       [f, b](const Tensors& x) { return Tensors(binary(f, x[0], b)); });
  }
  return with_number(f, a, b, false);
}
Tensor applied(Binary f, Scalar a, const Tensor& b) {
  if (is_symbolic(b)) {
    return symbolic_op({.class_name = graph_name(f), .arguments = {value_of(a), {}}}, b,
                       [f, a](const Tensors& x) { return Tensors(binary(f, a, x[0])); });
  }
  return with_number(f, b, a, true);
}

}  // namespace

// The callers' own tensors are held: they stay as they are.
Tensor binary(Binary f, const Tensor& a, const Tensor& b) {
  const Tensor own_a = a, own_b = b;
  return applied(f, own_a, own_b);
}
Tensor binary(Binary f, const Tensor& a, Scalar b) {
  const Tensor own = a;
  return applied(f, own, b);
}
Tensor binary(Binary f, Scalar a, const Tensor& b) {
  const Tensor own = b;
  return applied(f, a, own);
}

#define KERATIN_DEFINE_BINARY(name)                                       \
  Tensor name(Tensor a, Tensor b) { return applied(Binary::name, a, b); } \
  Tensor name(Tensor a, Scalar b) { return applied(Binary::name, a, b); } \
  Tensor name(Scalar a, Tensor b) { return applied(Binary::name, a, b); }
KERATIN_BINARY_FUNCTIONS(KERATIN_DEFINE_BINARY)
#undef KERATIN_DEFINE_BINARY

Tensor squared_difference(Tensor a, Tensor b) { return square(applied(Binary::subtract, a, b)); }

}  // namespace keratin::ops

namespace keratin {
namespace {

void require_bool(const char* symbol, const char* name, const Tensor& x) {
  if (x.dtype() == bool_) return;
  throw_dtype_error(text("operator ", symbol, " needs truth values, received ", name_of(x.dtype())),
                    {}, text("ops::", name, " takes any dtype: zero is false, the rest is true"));
}

}  // namespace

#define KERATIN_DEFINE_OPERATOR(symbol, f)                                             \
  Tensor operator symbol(Tensor a, Tensor b) { return ops::applied(Binary::f, a, b); } \
  Tensor operator symbol(Tensor a, Scalar b) { return ops::applied(Binary::f, a, b); } \
  Tensor operator symbol(Scalar a, Tensor b) { return ops::applied(Binary::f, a, b); }
KERATIN_DEFINE_OPERATOR(+, add)
KERATIN_DEFINE_OPERATOR(-, subtract)
KERATIN_DEFINE_OPERATOR(*, multiply)
KERATIN_DEFINE_OPERATOR(/, divide)
KERATIN_DEFINE_OPERATOR(%, mod)
KERATIN_DEFINE_OPERATOR(==, equal)
KERATIN_DEFINE_OPERATOR(!=, not_equal)
KERATIN_DEFINE_OPERATOR(<, less)
KERATIN_DEFINE_OPERATOR(<=, less_equal)
KERATIN_DEFINE_OPERATOR(>, greater)
KERATIN_DEFINE_OPERATOR(>=, greater_equal)
#undef KERATIN_DEFINE_OPERATOR

#define KERATIN_DEFINE_COMPOUND(symbol, f)              \
  Tensor& operator symbol(Tensor& x, const Tensor& y) { \
    const Tensor other = y; /* which stays as it is */  \
    return x = ops::applied(Binary::f, x, other);       \
  }                                                     \
  Tensor& operator symbol(Tensor& x, Scalar y) { return x = ops::applied(Binary::f, x, y); }
KERATIN_DEFINE_COMPOUND(+=, add)
KERATIN_DEFINE_COMPOUND(-=, subtract)
KERATIN_DEFINE_COMPOUND(*=, multiply)
KERATIN_DEFINE_COMPOUND(/=, divide)
KERATIN_DEFINE_COMPOUND(%=, mod)
#undef KERATIN_DEFINE_COMPOUND

Tensor operator-(Tensor x) { return ops::unary(Unary::negative, std::move(x)); }
Tensor operator+(Tensor x) { return x; }
Tensor operator~(Tensor x) {
  require_bool("~", "logical_not", x);
  return ops::unary(Unary::logical_not, std::move(x));
}

Tensor operator!(Tensor x) {
  require_bool("!", "logical_not", x);
  return ops::unary(Unary::logical_not, std::move(x));
}
Tensor operator&(Tensor a, Tensor b) {
  require_bool("&", "logical_and", a);
  require_bool("&", "logical_and", b);
  return ops::binary(Binary::logical_and, a, b);
}
Tensor operator|(Tensor a, Tensor b) {
  require_bool("|", "logical_or", a);
  require_bool("|", "logical_or", b);
  return ops::binary(Binary::logical_or, a, b);
}
Tensor& operator&=(Tensor& x, const Tensor& y) { return x = x & y; }
Tensor& operator|=(Tensor& x, const Tensor& y) { return x = x | y; }
Tensor operator^(Tensor a, Tensor b) {
  require_bool("^", "logical_xor", a);
  require_bool("^", "logical_xor", b);
  return ops::binary(Binary::logical_xor, a, b);
}

}  // namespace keratin
