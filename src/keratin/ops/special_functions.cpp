#include "keratin/ops/special_functions.h"

#include <numbers>

#include "keratin/autodiff/tape.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/node.h"
#include "keratin/ops/special_internal.h"

namespace keratin::ops {

namespace {

/// What dy is for x.
Tensor special_slope(Special f, const Tensor& x, const Tensor& y, const Tensor& dy) {
  constexpr double root = 0.5 / std::numbers::inv_sqrtpi;  // sqrt(pi) / 2
  switch (f) {
    case Special::cbrt: return dy / (square(y) * 3);
    case Special::erfc: return dy * exp(-square(x)) * (-1 / root);
    case Special::erfinv: return dy * exp(square(y)) * root;
    case Special::i0: return dy * bessel_i1(x);
    case Special::i1: {
      const Tensor is_zero = equal(x, Scalar(0));
      return dy * (i0(x) - where(is_zero, Scalar(0.5), y / where(is_zero, Scalar(1.0), x)));
    }
    case Special::signbit: break;
  }
  return Tensor();
}

Tensor special(Special f, const char* name, const Tensor& given) {
  const bool is_predicate = f == Special::signbit;
  const Tensor x = is_predicate || is_floating(given.dtype()) ? given : given.as_dtype(float32);
  const Tensor y(x.shape(), is_predicate ? bool_ : x.dtype(), x.device());
  backend_of(x).run(SpecialCall{.f = f, .x = x.view(), .y = y.view()});
  if (is_predicate) return y;
  return record(name, y, {&x},
                [f, x = Saved(name, x), y = Saved(name, y)](const Tensor& dy) -> Gradients {
                  return {special_slope(f, *x, *y, dy)};
                });
}

/// The op in a graph, when x is symbolic, else the function.
Tensor special_op(Special f, const char* name, std::string_view module, const Tensor& x) {
  if (!is_symbolic(x)) return special(f, name, x);
  return symbolic_op({.class_name = op_class_name(name), .module = module, .arguments = {{}}}, x,
                     [f, name](const Tensors& in) { return special(f, name, in[0]); });
}

}  // namespace

Tensor special_of_two(SpecialOfTwo f, const char* name, const Tensor& a, const Tensor& b) {
  const Device device = common_device(name, a, b);
  if (stand_apart(a, b)) return special_of_two(f, name, to(a, device), to(b, device));
  const Shape shape = broadcast_shapes(name, a.shape(), b.shape());
  const Tensor y(shape, a.dtype(), device);
  backend_of(y).run(SpecialOfTwoCall{.f = f,
                                     .a = keratin::broadcast_to(a.view(), shape),
                                     .b = keratin::broadcast_to(b.view(), shape),
                                     .y = y.view()});
  return y;
}

Tensor cbrt(const Tensor& x) { return special_op(Special::cbrt, "cbrt", "numpy", x); }
Tensor erfc(const Tensor& x) { return special_op(Special::erfc, "erfc", "math", x); }
Tensor erfinv(const Tensor& x) { return special_op(Special::erfinv, "erfinv", "math", x); }
Tensor i0(const Tensor& x) { return special_op(Special::i0, "i0", "numpy", x); }
Tensor bessel_i1(const Tensor& x) { return special(Special::i1, "i1", x); }
Tensor signbit(const Tensor& x) { return special_op(Special::signbit, "signbit", "numpy", x); }

Tensor sinc(const Tensor& x) {
  if (is_symbolic(x)) {
    return symbolic_op({.class_name = "Sinc", .arguments = {{}}}, x,
                       [](const Tensors& in) { return sinc(in[0]); });
  }
  const Tensor angle = (is_floating(x.dtype()) ? x : x.as_dtype(float32)) * std::numbers::pi;
  const Tensor is_zero = equal(angle, Scalar(0));
  const Tensor safe = where(is_zero, Scalar(1.0), angle);
  return where(is_zero, Scalar(1.0), sin(safe) / safe);
}

Tensor fmod(const Tensor& a, const Tensor& b) {
  if (is_symbolic(a) || is_symbolic(b)) {
    return symbolic_op({.class_name = "Fmod", .arguments = {{}, {}}}, {a, b},
                       [](const Tensors& in) { return fmod(in[0], in[1]); });
  }
  const Device device = common_device("fmod", a, b);
  if (stand_apart(a, b)) return fmod(to(a, device), to(b, device));
  const DType common = promote(a.dtype(), b.dtype()), dtype = common == bool_ ? int32 : common;
  const Tensor left = a.as_dtype(dtype), right = b.as_dtype(dtype);
  const Tensor y = special_of_two(SpecialOfTwo::fmod, "fmod", left, right);
  if (!is_floating(dtype)) return y;
  return record("fmod", y, {&left, &right},
                [left = Saved("fmod", left), right = Saved("fmod", right)](
                    const Tensor& dy, Wanted wanted) -> Gradients {
                  return {
                      sum_to(dy, left->shape()),
                      wanted[1] ? sum_to(-dy * trunc(*left / *right), right->shape()) : Tensor()};
                });
}

Tensor nextafter(const Tensor& a, const Tensor& b) {
  if (is_symbolic(a) || is_symbolic(b)) {
    return symbolic_op({.class_name = "Nextafter", .arguments = {{}, {}}}, {a, b},
                       [](const Tensors& in) { return nextafter(in[0], in[1]); });
  }
  const DType dtype = promote_division(a.dtype(), b.dtype());
  return special_of_two(SpecialOfTwo::nextafter, "nextafter", a.detach().as_dtype(dtype),
                        b.detach().as_dtype(dtype));
}

Tensor ldexp(const Tensor& a, const Tensor& b) {
  if (is_symbolic(a) || is_symbolic(b)) {
    return symbolic_op({.class_name = "Ldexp", .arguments = {{}, {}}}, {a, b},
                       [](const Tensors& in) { return ldexp(in[0], in[1]); });
  }
  if (!is_integer(b.dtype())) {
    throw_dtype_error(text("ldexp: the exponent must be an integer, received ", name_of(b.dtype())),
                      {{"a", describe(a)}, {"b", describe(b)}});
  }
  const Device device = common_device("ldexp", a, b);
  if (stand_apart(a, b)) return ldexp(to(a, device), to(b, device));
  const Tensor left = is_floating(a.dtype()) ? a : a.as_dtype(float32);
  const Tensor right = b.as_dtype(left.dtype());
  return record("ldexp", special_of_two(SpecialOfTwo::ldexp, "ldexp", left, right), {&left},
                [right, of_a = left.shape()](const Tensor& dy) -> Gradients {
                  return {sum_to(special_of_two(SpecialOfTwo::ldexp, "ldexp", dy, right), of_a)};
                });
}

Tensor fmod(const Tensor& a, Scalar b) {
  if (is_symbolic(a)) {
    return symbolic_op({.class_name = "Fmod", .arguments = {{}, value_of(b)}}, a,
                       [b](const Tensors& in) { return fmod(in[0], b); });
  }
  return fmod(a, number_beside(a, b));
}
Tensor nextafter(const Tensor& a, Scalar b) {
  if (is_symbolic(a)) {
    return symbolic_op({.class_name = "Nextafter", .arguments = {{}, value_of(b)}}, a,
                       [b](const Tensors& in) { return nextafter(in[0], b); });
  }
  return nextafter(a, number_beside(a, b));
}
Tensor ldexp(const Tensor& a, Scalar b) {
  if (is_symbolic(a)) {
    return symbolic_op({.class_name = "Ldexp", .arguments = {{}, value_of(b)}}, a,
                       [b](const Tensors& in) { return ldexp(in[0], b); });
  }
  return ldexp(a, number_beside(a.detach().as_dtype(int32), b));
}

}  // namespace keratin::ops
