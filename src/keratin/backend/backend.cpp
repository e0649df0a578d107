// The fused calls of the seam, composed from the primitives: what every backend can do, and what a
// backend's own version must equal.
#include "keratin/backend/backend.h"

#include "keratin/backend/composer_internal.h"

namespace keratin {
namespace {

Tensor converted(Backend& backend, const ConstView& x, DType dtype) {
  Tensor y(x.shape, dtype, backend.device());
  backend.run(CopyCall{.x = x, .y = y.view()});
  return y;
}

}  // namespace

void Backend::run(const AnyCall& call) {
  std::visit([this](const auto& one) { run(one); }, call);
}

void Backend::run_by_rows(std::span<const AnyCall> calls) {
  for (const AnyCall& call : calls) run(call);
}

void Backend::run(const BinaryNumberCall& call) {
  const Tensor number({}, call.x.dtype, device());
  run(FillCall{.value = call.value, .y = number.view()});
  const ConstView wide = broadcast_to(number.view(), call.x.shape);
  run(BinaryCall{.f = call.f,
                 .a = call.is_left ? wide : call.x,
                 .b = call.is_left ? call.x : wide,
                 .y = call.y});
}

void Backend::run(const ScaleCall& call) {
  const View& y = call.y;
  if (is_narrow(y.dtype)) {
    const Tensor wide_x = in_float32(*this, call.x);
    return rounded_into(*this, y, [&](const View& wide) {
      run(ScaleCall{.x = wide_x.view(), .factor = call.factor, .offset = call.offset, .y = wide});
    });
  }
  run(BinaryNumberCall{.f = Binary::multiply, .x = call.x, .value = call.factor, .y = y});
  run(BinaryNumberCall{.f = Binary::add, .x = y, .value = call.offset, .y = y});
}

void Backend::run(const DropoutCall& call) {
  const Tensor mask(call.shape, call.x.dtype, device());
  const double keep = 1 - call.rate;
  run(RandomCall{.distribution = Distribution::bernoulli,
                 .a = keep,
                 .b = 0,
                 .key = call.key,
                 .y = mask.view()});
  run(BinaryNumberCall{
      .f = Binary::multiply, .x = mask.view(), .value = 1 / keep, .y = mask.view()});
  run(BinaryCall{.f = Binary::multiply,
                 .a = call.x,
                 .b = broadcast_to(mask.view(), call.x.shape),
                 .y = call.y});
}

void Backend::run(const DenseCall& call) {
  const View& y = call.y;
  if (y.dtype == bfloat16) {
    return rounded_into(*this, y, [&](const View& wide) {
      DenseCall in_float32 = call;
      in_float32.y = wide;
      run(in_float32);
    });
  }
  run(MatmulCall{.a = call.x, .b = call.kernel, .y = y});
  if (call.factor) {
    const ConstView factor = broadcast_to(*call.factor, y.shape);
    run(BinaryCall{.f = Binary::multiply, .a = y, .b = factor, .y = y});
  }
  if (call.bias && call.x.dtype == bfloat16) {
    const Tensor add = converted(*this, converted(*this, *call.bias, bfloat16).view(), y.dtype);
    run(BinaryCall{.f = Binary::add, .a = y, .b = broadcast_to(add.view(), y.shape), .y = y});
  } else if (call.bias) {
    run(BinaryCall{.f = Binary::add, .a = y, .b = broadcast_to(*call.bias, y.shape), .y = y});
  }
  const FusedActivation& activation = call.activation;
  if (!activation.is_some) return;
  run(UnaryCall{.f = activation.function, .args = activation.args, .x = y, .y = y});
}

void Backend::run(const SoftmaxCall& call) {
  const auto& [x, axis, y] = call;
  if (is_narrow(x.dtype)) {
    const Tensor wide_x = in_float32(*this, x);
    return rounded_into(*this, y, [&, axis = axis](const View& wide) {
      run(SoftmaxCall{.x = wide_x.view(), .axis = axis, .y = wide});
    });
  }
  const Composer compose(*this, x);
  const Tensor shifted = compose(Binary::subtract, x, compose(Reduction::max, x, axis));
  const Tensor e = compose(Unary::exp, shifted);
  compose.store(compose(Binary::divide, e, compose(Reduction::sum, e.view(), axis)), y);
}

void Backend::run(const LogSoftmaxCall& call) {
  const auto& [x, axis, y] = call;
  if (is_narrow(x.dtype)) {
    const Tensor wide_x = in_float32(*this, x);
    return rounded_into(*this, y, [&, axis = axis](const View& wide) {
      run(LogSoftmaxCall{.x = wide_x.view(), .axis = axis, .y = wide});
    });
  }
  const Composer compose(*this, x);
  const Tensor shifted = compose(Binary::subtract, x, compose(Reduction::max, x, axis));
  const Tensor e = compose(Unary::exp, shifted);
  const Tensor log_sum = compose(Unary::log, compose(Reduction::sum, e.view(), axis));
  compose.store(compose(Binary::subtract, shifted, log_sum), y);
}

void Backend::run(const SoftmaxGradientCall& call) {
  const auto& [y, dy, axis, dx] = call;
  if (is_narrow(y.dtype)) {
    const Tensor wide_y = in_float32(*this, y), wide_dy = in_float32(*this, dy);
    return rounded_into(*this, dx, [&, axis = axis](const View& wide) {
      run(SoftmaxGradientCall{.y = wide_y.view(), .dy = wide_dy.view(), .axis = axis, .dx = wide});
    });
  }
  const Composer compose(*this, y);
  const Tensor product = compose(Binary::multiply, y, dy);
  const Tensor inner = compose(Reduction::sum, product.view(), axis);
  compose.store(compose(Binary::multiply, y, compose(Binary::subtract, dy, inner)), dx);
}

void Backend::run(const CategoricalCrossentropyCall& call) {
  const auto& [target, y, epsilon, loss] = call;
  const Composer compose(*this, y);
  const Tensor p = compose(Binary::divide, y, compose(Reduction::sum, y, 1));
  const Tensor above = compose(Binary::maximum, p, static_cast<double>(epsilon));
  const Tensor inside = compose(Binary::minimum, above, static_cast<double>(1 - epsilon));
  const Tensor terms = compose(Binary::multiply, target, compose(Unary::log, inside));
  const Tensor sums = compose(Reduction::sum, terms.view(), 1);
  View column = sums.view();
  column.shape = loss.shape;
  column.strides = row_major_strides(loss.shape);
  run(UnaryCall{.f = Unary::negative, .x = column, .y = loss});
}

void Backend::run(const CategoricalCrossentropyGradientCall& call) {
  const auto& [target, y, epsilon, d_loss, dy] = call;
  const Composer compose(*this, y);
  const Tensor total = compose(Reduction::sum, y, 1);
  const Tensor p = compose(Binary::divide, y, total);
  const Tensor above = compose(Binary::maximum, p, static_cast<double>(epsilon));
  const Tensor inside = compose(Binary::minimum, above, static_cast<double>(1 - epsilon));
  const Tensor is_free(y.shape, DType::bool_, device());
  run(BinaryCall{.f = Binary::equal, .a = p.view(), .b = inside.view(), .y = is_free.view()});
  const Tensor slope = compose(Binary::divide, target, inside);  // -d loss / d p
  run(SelectCall{.condition = is_free.view(),
                 .a = slope.view(),
                 .b = broadcast_to(compose.number(0).view(), y.shape),
                 .y = slope.view()});
  const Tensor inner = compose(Reduction::sum, compose(Binary::multiply, slope, p).view(), 1);
  const Tensor by_sum = compose(Binary::divide, compose(Binary::subtract, inner, slope), total);
  ConstView column = d_loss;
  column.shape = {d_loss.shape[0], 1};
  column.strides = {d_loss.strides[0], 0};
  compose.store(compose(Binary::multiply, by_sum, column), dy);
}

namespace {

/// The labels of a call as targets for its y.
template <class Call>
Tensor targets_of(Backend& backend, const Call& call) {
  Tensor targets(call.y.shape, call.y.dtype, backend.device());
  backend.run(OneHotCall{.classes = call.labels, .axis = 1, .y = targets.view()});
  return targets;
}

}  // namespace

void Backend::run(const SparseCrossentropyCall& call) {
  const Tensor targets = targets_of(*this, call);
  if (!call.from_logits) {
    return run(CategoricalCrossentropyCall{
        .target = targets.view(), .y = call.y, .epsilon = call.epsilon, .loss = call.loss});
  }
  const Composer compose(*this, call.y);
  const Tensor logarithms(call.y.shape, call.y.dtype, device());
  run(LogSoftmaxCall{.x = call.y, .axis = 1, .y = logarithms.view()});
  const Tensor terms = compose(Binary::multiply, targets, logarithms);
  const Tensor sums = compose(Reduction::sum, terms.view(), 1);
  View column = sums.view();
  column.shape = call.loss.shape;
  column.strides = row_major_strides(call.loss.shape);
  run(UnaryCall{.f = Unary::negative, .x = column, .y = call.loss});
}

void Backend::run(const SparseCrossentropyGradientCall& call) {
  const Tensor targets = targets_of(*this, call);
  if (!call.from_logits) {
    return run(CategoricalCrossentropyGradientCall{.target = targets.view(),
                                                   .y = call.y,
                                                   .epsilon = call.epsilon,
                                                   .d_loss = call.d_loss,
                                                   .dy = call.dy});
  }
  const Composer compose(*this, call.y);
  const Tensor p(call.y.shape, call.y.dtype, device());
  run(SoftmaxCall{.x = call.y, .axis = 1, .y = p.view()});
  ConstView column = call.d_loss;
  column.shape = {call.d_loss.shape[0], 1};
  column.strides = {call.d_loss.strides[0], 0};
  compose.store(compose(Binary::multiply, compose(Binary::subtract, p, targets), column), call.dy);
}

}  // namespace keratin
