#include "keratin/ops/elementwise.h"

#include <cmath>

#include "keratin/autodiff/saved.h"
#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/backend/compiled_step.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/graph_names_internal.h"
#include "keratin/ops/node.h"
#include "keratin/ops/placement_internal.h"
#include "keratin/ops/reuse_internal.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

bool keeps_integers(Unary f) {
  return f == Unary::negative || f == Unary::abs || f == Unary::sign || f == Unary::square;
}

// x in the dtype that f works in.
Tensor suited(Unary f, Tensor x) {
  if (is_floating(x.dtype())) return x;
  if (f == Unary::logical_not) return std::move(x).as_dtype(bool_);
  if (!keeps_integers(f)) return std::move(x).as_dtype(float32);
  if (x.dtype() != bool_) return x;
  if (f == Unary::negative) {
    throw_dtype_error("negative: truth values have no negative", {}, "use !x for the opposite");
  }
  return std::move(x).as_dtype(int32);
}

Tensor selected(const Tensor& condition, const Tensor& a, const Tensor& b) {
  const Shape shape =
      broadcast_shapes("where", broadcast_shapes("where", condition.shape(), a.shape()), b.shape());
  Tensor y(shape, a.dtype(), common_device("where", condition, a, b));
  backend_of(y).run(SelectCall{.condition = keratin::broadcast_to(condition.view(), shape),
                               .a = keratin::broadcast_to(a.view(), shape),
                               .b = keratin::broadcast_to(b.view(), shape),
                               .y = y.view()});
  return y;
}

}  // namespace

UnaryArgs default_args(Unary f) {
  switch (f) {
    case Unary::leaky_relu: return {0.2, 0};
    case Unary::elu:
    case Unary::celu: return {1, 0};
    case Unary::hard_shrink:
    case Unary::soft_shrink: return {0.5, 0};
    case Unary::squareplus: return {4, 0};
    case Unary::clip: return {0, 1};
    default: return {};
  }
}

OpDescription graph_op(Unary f, UnaryArgs args) {
  OpDescription op{.class_name = op_class_name(name_of(f)), .arguments = {{}}};
  const auto with = [&](std::string_view module, Config config = {}) {
    op.module = module;
    op.config = std::move(config);
    return op;
  };
  switch (f) {
    case Unary::abs: op.class_name = "Absolute"; return op;
    case Unary::erf:
    case Unary::rsqrt: return with("math");
    case Unary::relu:
    case Unary::relu6:
    case Unary::sigmoid:
    case Unary::silu:
    case Unary::softplus:
    case Unary::softsign:
    case Unary::log_sigmoid:
    case Unary::selu:
    case Unary::hard_sigmoid:
    case Unary::hard_silu:
    case Unary::hard_tanh:
    case Unary::tanh_shrink:
    case Unary::sparse_plus:
    case Unary::sparse_sigmoid: return with("nn");
    case Unary::leaky_relu: return with("nn", {{"negative_slope", args.a}});
    case Unary::elu:
    case Unary::celu: return with("nn", {{"alpha", args.a}});
    case Unary::gelu: return with("nn", {{"approximate", false}});
    case Unary::gelu_tanh: op.class_name = "Gelu"; return with("nn", {{"approximate", true}});
    case Unary::squareplus: return with("nn", {{"b", args.a}});
    case Unary::hard_shrink:
    case Unary::soft_shrink: return with("nn", {{"threshold", args.a}});
    case Unary::threshold: return with("nn", {{"threshold", args.a}, {"default_value", args.b}});
    case Unary::round: op.config = {{"decimals", 0}}; return op;
    case Unary::clip: op.config = {{"x_min", args.a}, {"x_max", args.b}}; return op;
    default: return op;
  }
}

Tensor unary(Unary f, Tensor x, UnaryArgs args) {
  if (is_symbolic(x)) {
    return symbolic_op(graph_op(f, args), x,
                       [f, args](const Tensors& in) { return unary(f, in[0], args); });
  }
  if (f == Unary::round && !is_floating(x.dtype()) && x.dtype() != bool_) return x;  // as in Keras
  x = suited(f, std::move(x));
  const DType dtype = is_predicate(f) ? bool_ : x.dtype();
  const bool is_recorded = is_floating(dtype) && wants_record({&x});
  // Where the slope can be told from y nobody needs x, and y may take its place.
  const bool needs_x =
      is_recorded && !has_slope_from_value({.is_some = true, .function = f, .args = args});
  Tensor y = !needs_x && is_reusable(x, x.shape(), dtype, x.device())
                 ? x.detach()
                 : Tensor(x.shape(), dtype, x.device());
  backend_of(x).run(UnaryCall{.f = f, .args = args, .x = x.view(), .y = y.view()});
  if (!is_recorded) return y;
  return record(name_of(f), y, {&x},
                [f, args, x = Saved(name_of(f), needs_x ? x : y),
                 y = Saved(name_of(f), y)](const Tensor& dy) -> Gradients {
                  Tensor dx(x->shape(), x->dtype(), dy.device());
                  backend_of(dx).run(UnaryGradientCall{.f = f,
                                                       .args = args,
                                                       .x = x->view(),
                                                       .y = y->view(),
                                                       .dy = dy.view(),
                                                       .dx = dx.view()});
                  return {dx};
                });
}

Tensor unary(Unary f, Tensor x) { return unary(f, std::move(x), default_args(f)); }

namespace {

// keras.ops.gelu approximates unless told otherwise.
constexpr Unary meant_by_name(Unary f) { return f == Unary::gelu ? Unary::gelu_tanh : f; }

}  // namespace

#define KERATIN_DEFINE_UNARY(name) \
  Tensor name(Tensor x) { return unary(meant_by_name(Unary::name), std::move(x)); }
KERATIN_UNARY_FUNCTIONS(KERATIN_DEFINE_UNARY)
#undef KERATIN_DEFINE_UNARY

Tensor leaky_relu(Tensor x, double negative_slope) {
  return unary(Unary::leaky_relu, std::move(x), {negative_slope, 0});
}
Tensor elu(Tensor x, double alpha) { return unary(Unary::elu, std::move(x), {alpha, 0}); }
Tensor celu(Tensor x, double alpha) { return unary(Unary::celu, std::move(x), {alpha, 0}); }
Tensor gelu(Tensor x, bool approximate) {
  return unary(approximate ? Unary::gelu_tanh : Unary::gelu, std::move(x), {});
}
Tensor hard_shrink(Tensor x, double threshold) {
  return unary(Unary::hard_shrink, std::move(x), {threshold, 0});
}
Tensor soft_shrink(Tensor x, double threshold) {
  return unary(Unary::soft_shrink, std::move(x), {threshold, 0});
}
Tensor squareplus(Tensor x, double b) { return unary(Unary::squareplus, std::move(x), {b, 0}); }
Tensor threshold(Tensor x, double threshold, double default_value) {
  return unary(Unary::threshold, std::move(x), {threshold, default_value});
}

Tensor clip(Tensor x, Scalar x_min, Scalar x_max) {
  if (is_floating(x.dtype())) {
    return unary(Unary::clip, std::move(x), {x_min.as_double(), x_max.as_double()});
  }
  // A bound beyond what the integers can be bounds nothing, as in NumPy.
  const auto is_beyond = [&](Scalar bound) {
    return bound.kind() == Scalar::Kind::integer && !fits(bound, x.dtype());
  };
  if (!is_beyond(x_min) || x_min.as_integer() > 0) x = maximum(std::move(x), x_min);
  if (is_beyond(x_max) && x_max.as_integer() > 0) return x;
  return minimum(std::move(x), x_max);
}

Tensor round(Tensor x, int decimals) {
  const double scale = std::pow(10.0, decimals);
  return decimals == 0 ? round(std::move(x)) : round(std::move(x) * scale) / scale;
}

Tensor absolute(Tensor x) { return unary(Unary::abs, std::move(x)); }
Tensor swish(Tensor x) { return unary(Unary::silu, std::move(x)); }
Tensor hard_swish(Tensor x) { return unary(Unary::hard_silu, std::move(x)); }

Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b) {
  if (is_symbolic(condition) || is_symbolic(a) || is_symbolic(b)) {
    return symbolic_op({.class_name = "Where", .arguments = {{}, {}, {}}}, {condition, a, b},
                       [](const Tensors& in) { return where(in[0], in[1], in[2]); });
  }
  if (condition.dtype() != bool_) return where(condition.as_dtype(bool_), a, b);
  const DType dtype = promote(a.dtype(), b.dtype());
  if (a.dtype() != dtype || b.dtype() != dtype) {
    return where(condition, a.as_dtype(dtype), b.as_dtype(dtype));
  }
  if (stand_apart(condition, a, b)) {
    const Device device = common_device("where", condition, a, b);
    return where(to(condition, device), to(a, device), to(b, device));
  }
  Tensor y = selected(condition, a, b);
  if (!is_floating(dtype)) return y;
  return record("where", y, {&a, &b},
                [condition = Saved("where", condition), a_shape = a.shape(), b_shape = b.shape()](
                    const Tensor& dy, Wanted wanted) -> Gradients {
                  const Tensor zero = scalar_like(dy, 0, dy.dtype());
                  return {wanted[0] ? sum_to(selected(*condition, dy, zero), a_shape) : Tensor(),
                          wanted[1] ? sum_to(selected(*condition, zero, dy), b_shape) : Tensor()};
                });
}

Tensor where(const Tensor& condition, const Tensor& a, Scalar b) {
  if (is_symbolic(condition) || is_symbolic(a)) {
    return symbolic_op({.class_name = "Where", .arguments = {{}, {}, value_of(b)}}, {condition, a},
                       [b](const Tensors& in) { return where(in[0], in[1], b); });
  }
  return where(condition, a, scalar_like(a, b, promote(a.dtype(), b)));
}
Tensor where(const Tensor& condition, Scalar a, const Tensor& b) {
  if (is_symbolic(condition) || is_symbolic(b)) {
    return symbolic_op({.class_name = "Where", .arguments = {{}, value_of(a), {}}}, {condition, b},
                       [a](const Tensors& in) { return where(in[0], a, in[1]); });
  }
  return where(condition, scalar_like(b, a, promote(b.dtype(), a)), b);
}
Tensor where(const Tensor& condition, Scalar a, Scalar b) {
  if (is_symbolic(condition)) {
    return symbolic_op({.class_name = "Where", .arguments = {{}, value_of(a), value_of(b)}},
                       {condition}, [a, b](const Tensors& in) { return where(in[0], a, b); });
  }
  const DType dtype = promote(a.dtype(), b.dtype());
  return where(condition, scalar_like(condition, a, dtype), scalar_like(condition, b, dtype));
}

}  // namespace keratin::ops

namespace keratin {

Tensor Tensor::abs() const { return ops::abs(*this); }
Tensor Tensor::round(int decimals) const { return ops::round(*this, decimals); }
Tensor Tensor::clip(std::optional<Scalar> x_min, std::optional<Scalar> x_max) const {
  if (x_min && x_max) return ops::clip(*this, *x_min, *x_max);
  if (x_min) return ops::maximum(*this, *x_min);
  return x_max ? ops::minimum(*this, *x_max) : *this;
}

}  // namespace keratin
