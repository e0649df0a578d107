// Recurrences, composed from the primitives a step at a time: what every backend can do, and what a
// backend's own version must equal.
#include <utility>

#include "keratin/backend/composer_internal.h"

namespace keratin {
namespace {

template <class AnyView>
AnyView moved_by(AnyView x, int64_t elements) {
  using Byte = std::conditional_t<std::is_const_v<std::remove_pointer_t<decltype(x.data)>>,
                                  const char, char>;
  x.data = static_cast<Byte*>(x.data) + elements * static_cast<int64_t>(itemsize_of(x.dtype));
  return x;
}
/// Step t of x [batch, steps, ...].
template <class AnyView>
AnyView step_of(const AnyView& x, int64_t t) {
  AnyView step = moved_by(x, t * x.strides[1]);
  step.shape = x.shape.erased(1);
  step.strides = x.strides.erased(1);
  return step;
}
/// Block i of the columns of x [..., blocks * units].
template <class AnyView>
AnyView block_of(const AnyView& x, int64_t i, int64_t units) {
  AnyView block = moved_by(x, i * units * x.strides.back());
  block.shape = x.shape.with_back(units);
  return block;
}
/// The mask of step t as a column.
ConstView mask_at(const ConstView& mask, int64_t t) {
  ConstView column = step_of(mask, t);
  column.shape = column.shape.inserted(1, 1);
  column.strides = column.strides.inserted(1, 0);
  return column;
}
ConstView transposed(ConstView x) {
  std::swap(x.shape[0], x.shape[1]);
  std::swap(x.strides[0], x.strides[1]);
  return x;
}

/// Computes with [batch, units].
class CellMath {
 public:
  CellMath(Backend& backend, const RecurrentFunction& what, const ConstView& state)
      : function(what), compose_(backend, state), backend_(backend), shape_(state.shape) {}

  const RecurrentFunction& function;

  int64_t units() const { return shape_[1]; }
  template <class A, class B>
  Tensor add(const A& a, const B& b) const {
    return compose_(Binary::add, a, b);
  }
  template <class A, class B>
  Tensor multiply(const A& a, const B& b) const {
    return compose_(Binary::multiply, a, b);
  }
  template <class A, class B>
  Tensor subtract(const A& a, const B& b) const {
    return compose_(Binary::subtract, a, b);
  }
  /// 1 - x
  Tensor rest(const ConstView& x) const { return subtract(compose_.number(1), x); }
  Tensor zeros() const { return copied(broadcast_to(compose_.number(0).view(), shape_)); }
  Tensor chosen(const ConstView& condition, const Tensor& a, const Tensor& b) const {
    return compose_(condition, a.view(), b.view());
  }
  Tensor copied(const ConstView& x) const {
    Tensor y(x.shape, x.dtype, backend_.device());
    backend_.run(CopyCall{.x = x, .y = y.view()});
    return y;
  }
  /// Block i of step t of y [batch, steps, blocks * units] = x, where there is a y.
  void keep(const Tensor& x, const std::optional<View>& y, int64_t t, int64_t i = 0) const {
    if (y) compose_.store(x, block_of(step_of(*y, t), i, units()));
  }
  void store(const Tensor& x, const View& y) const { compose_.store(x, y); }
  Tensor product(const ConstView& a, const ConstView& b) const {
    Tensor y({a.shape[0], b.shape[1]}, a.dtype, backend_.device());
    backend_.run(MatmulCall{.a = a, .b = b, .y = y.view()});
    return y;
  }
  Tensor activated(const Tensor& x) const { return value(function.activation, x); }
  Tensor gated(const Tensor& x) const { return value(function.recurrent_activation, x); }
  /// dy times the slope of the activation, or the recurrent one, where it gives y.
  Tensor through(const ConstView& y, const Tensor& dy) const {
    return slope(function.activation, y, dy);
  }
  Tensor through_gate(const ConstView& y, const Tensor& dy) const {
    return slope(function.recurrent_activation, y, dy);
  }

 private:
  Tensor value(const FusedActivation& f, const Tensor& x) const {
    if (!f.is_some) return x;
    Tensor y(x.shape(), x.dtype(), backend_.device());
    backend_.run(UnaryCall{.f = f.function, .args = f.args, .x = x.view(), .y = y.view()});
    return y;
  }
  Tensor slope(const FusedActivation& f, const ConstView& y, const Tensor& dy) const {
    if (!f.is_some) return dy;
    Tensor dx(dy.shape(), dy.dtype(), backend_.device());
    backend_.run(UnaryGradientCall{
        .f = f.function, .args = f.args, .x = y, .y = y, .dy = dy.view(), .dx = dx.view()});
    return dx;
  }

  Composer compose_;
  Backend& backend_;
  Shape shape_;
};

struct CellStates {
  Tensor h, c;
};

/// The states after step t, whose q is given.
CellStates stepped(const CellMath& math, const RecurrenceCall& call, const Tensor& q,
                   const CellStates& before, int64_t t) {
  const ConstView p = step_of(call.projected, t), inner = q.view();
  const auto sum = [&](int64_t i) {
    return math.add(block_of(p, i, math.units()), block_of(inner, i, math.units()));
  };
  if (math.function.kind == CellKind::simple) {
    const Tensor h = math.activated(sum(0));
    math.keep(h, call.kept, t);
    return {h, {}};
  }
  if (math.function.kind == CellKind::lstm) {
    const Tensor i = math.gated(sum(0)), f = math.gated(sum(1)), g = math.activated(sum(2)),
                 o = math.gated(sum(3));
    int64_t block = 0;
    for (const Tensor* gate : {&i, &f, &g, &o}) math.keep(*gate, call.kept, t, block++);
    const Tensor c = math.add(math.multiply(f, before.c), math.multiply(i, g));
    return {math.multiply(o, math.activated(c)), c};
  }
  const Tensor z = math.gated(sum(0)), r = math.gated(sum(1));
  const Tensor q2 = math.copied(block_of(inner, 2, math.units()));
  const Tensor n = math.activated(math.add(block_of(p, 2, math.units()), math.multiply(r, q2)));
  int64_t block = 0;
  for (const Tensor* gate : {&z, &r, &n, &q2}) math.keep(*gate, call.kept, t, block++);
  return {math.add(math.multiply(z, before.h), math.multiply(math.rest(z.view()), n)), {}};
}

/// Of step t: fills dq [batch, blocks * units], q's gradient, and gives those of what p has in its
/// last block, where it is another (gru), and of the states before, but for the way through q.
struct StepGradients {
  Tensor last_of_p;
  CellStates before;
};

StepGradients step_gradients(const CellMath& math, const RecurrenceGradientCall& call,
                             const CellStates& d_after, const View& dq, int64_t t) {
  const int64_t units = math.units();
  const ConstView kept = step_of(call.kept, t);
  const auto at = [&](int64_t i) { return block_of(kept, i, units); };
  const auto put = [&](int64_t i, const Tensor& d) { math.store(d, block_of(dq, i, units)); };
  if (math.function.kind == CellKind::simple) {
    put(0, math.through(at(0), d_after.h));
    return {{}, {math.zeros(), {}}};
  }
  if (math.function.kind == CellKind::lstm) {
    const ConstView i = at(0), f = at(1), g = at(2), o = at(3), c = step_of(*call.c_before, t);
    const Tensor after = math.activated(math.add(math.multiply(f, c), math.multiply(i, g)));
    const Tensor dc = math.add(d_after.c, math.through(after.view(), math.multiply(d_after.h, o)));
    put(0, math.through_gate(i, math.multiply(dc, g)));
    put(1, math.through_gate(f, math.multiply(dc, c)));
    put(2, math.through(g, math.multiply(dc, i)));
    put(3, math.through_gate(o, math.multiply(d_after.h, after)));
    return {{}, {math.zeros(), math.multiply(dc, f)}};
  }
  const ConstView z = at(0), r = at(1), n = at(2), q2 = at(3), h = step_of(call.h_before, t);
  const Tensor dn = math.through(n, math.multiply(d_after.h, math.rest(z)));
  put(0, math.through_gate(z, math.multiply(d_after.h, math.subtract(h, n))));
  put(1, math.through_gate(r, math.multiply(dn, q2)));
  put(2, math.multiply(dn, r));
  return {dn, {math.multiply(d_after.h, z), {}}};
}

}  // namespace

void Backend::run(const RecurrenceCall& call) {
  const CellMath math(*this, call.function, call.h);
  const int64_t steps = call.projected.shape[1];
  CellStates now = {math.copied(call.h), call.c ? math.copied(*call.c) : Tensor()};
  for (int64_t i = 0; i < steps; ++i) {
    const int64_t t = call.order.goes_backwards ? steps - 1 - i : i;
    math.keep(now.h, call.h_before, t);
    if (call.c) math.keep(now.c, call.c_before, t);
    Tensor q = math.product(now.h.view(), call.kernel);
    if (call.bias) {
      run(BinaryCall{.f = Binary::add,
                     .a = q.view(),
                     .b = broadcast_to(*call.bias, q.shape()),
                     .y = q.view()});
    }
    CellStates after = stepped(math, call, q, now, t);
    Tensor y = after.h;
    if (call.mask) {
      const ConstView is_seen = mask_at(*call.mask, t);
      y = math.chosen(is_seen, y, call.order.zero_output_for_mask ? math.zeros() : now.h);
      after.h = math.chosen(is_seen, after.h, now.h);
      if (call.c) after.c = math.chosen(is_seen, after.c, now.c);
    }
    math.keep(y, call.y, i);
    now = after;
  }
  math.store(now.h, call.last_h);
  if (call.last_c) math.store(now.c, *call.last_c);
}

void Backend::run(const RecurrenceGradientCall& call) {
  const CellMath math(*this, call.function, call.d_last_h);
  const int64_t steps = call.d_projected.shape[1], units = math.units();
  const int64_t last = call.function.blocks() - 1;
  CellStates d = {math.copied(call.d_last_h), {}};
  if (call.c_before) d.c = call.d_last_c ? math.copied(*call.d_last_c) : math.zeros();
  const Tensor dq(step_of(call.d_projected, 0).shape, call.d_projected.dtype, device());
  for (int64_t i = 0; i < steps; ++i) {
    const int64_t t = call.order.goes_backwards ? i : steps - 1 - i;
    CellStates after = d;
    if (call.dy) after.h = math.add(d.h, step_of(*call.dy, steps - 1 - i));
    StepGradients step = step_gradients(math, call, after, dq.view(), t);
    if (call.mask) {
      const ConstView is_seen = mask_at(*call.mask, t);
      const auto seen = [&](const Tensor& x, const Tensor& otherwise) {
        return math.chosen(is_seen, x, otherwise);
      };
      for (int64_t block = 0; block <= last; ++block) {
        const View part = block_of(dq.view(), block, units);
        math.store(seen(math.copied(part), math.zeros()), part);
      }
      if (step.last_of_p.defined()) step.last_of_p = seen(step.last_of_p, math.zeros());
      step.before.h = seen(step.before.h, call.order.zero_output_for_mask ? d.h : after.h);
      if (call.c_before) step.before.c = seen(step.before.c, d.c);
    }
    run(CopyCall{.x = dq.view(), .y = step_of(call.d_projected, t)});
    if (call.dq2) {
      math.keep(math.copied(block_of(dq.view(), last, units)), call.dq2, t);
      math.keep(step.last_of_p, call.d_projected, t, last);
    }
    d.h = math.add(step.before.h, math.product(dq.view(), transposed(call.kernel)));
    d.c = step.before.c;
  }
  math.store(d.h, call.d_h);
  if (call.d_c) math.store(d.c, *call.d_c);
}

}  // namespace keratin
