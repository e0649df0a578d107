// The fused calls of the seam, composed from the primitives: what every backend can do, and what a
// backend's own version must equal.
#include "keratin/backend/backend.h"

namespace keratin {
namespace {

/// Primitives in the order of a formula: each call gives a new tensor.
class Composer {
 public:
  Composer(Backend& backend, const ConstView& like)
      : backend_(backend), shape_(like.shape), dtype_(like.dtype) {}

  Tensor operator()(Binary f, const ConstView& a, const ConstView& b) const {
    Tensor y(shape_, dtype_, backend_.device());
    backend_.binary(f, broadcast_to(a, shape_), broadcast_to(b, shape_), y.view());
    return y;
  }
  Tensor operator()(Binary f, const ConstView& a, const Tensor& b) const {
    return (*this)(f, a, b.view());
  }
  Tensor operator()(Binary f, const Tensor& a, const ConstView& b) const {
    return (*this)(f, a.view(), b);
  }
  Tensor operator()(Binary f, const Tensor& a, const Tensor& b) const {
    return (*this)(f, a.view(), b.view());
  }
  template <class A>
  Tensor operator()(Binary f, const A& a, double b) const {
    return (*this)(f, a, number(b));
  }
  Tensor operator()(Unary f, const Tensor& x) const {
    Tensor y(x.shape(), dtype_, backend_.device());
    backend_.unary(f, {}, x.view(), y.view());
    return y;
  }
  /// x reduced along one axis, which stays with length 1.
  Tensor operator()(Reduction r, const ConstView& x, int axis) const {
    Shape shape = x.shape;
    shape[axis] = 1;
    Tensor y(shape, dtype_, backend_.device());
    backend_.reduce(r, x, y.view());
    return y;
  }
  Tensor number(double value) const {
    Tensor y({}, dtype_, backend_.device());
    backend_.fill(value, y.view());
    return y;
  }
  void store(const Tensor& x, const View& y) const { backend_.copy(x.view(), y); }

 private:
  Backend& backend_;
  Shape shape_;
  DType dtype_;
};

Tensor converted(Backend& backend, const ConstView& x, DType dtype) {
  Tensor y(x.shape, dtype, backend.device());
  backend.copy(x, y.view());
  return y;
}

/// Whether steps of a formula in this dtype would each lose digits.
bool is_half(DType dtype) { return dtype == float16 || dtype == bfloat16; }

/// compute(wide_y) fills a float32 tensor, which is rounded into y.
template <class Compute>
void round_once(Backend& backend, const View& y, Compute compute) {
  const Tensor wide(y.shape, float32, backend.device());
  compute(wide.view());
  backend.copy(wide.view(), y);
}

}  // namespace

void Backend::dense(const ConstView& x, const ConstView& kernel, const ConstView* bias,
                    const FusedActivation& activation, const View& y) {
  if (y.dtype == bfloat16) {
    return round_once(*this, y,
                      [&](const View& wide) { dense(x, kernel, bias, activation, wide); });
  }
  matmul(x, kernel, y);
  if (bias && x.dtype == bfloat16) {
    const Tensor add = converted(*this, converted(*this, *bias, bfloat16).view(), y.dtype);
    binary(Binary::add, y, broadcast_to(add.view(), y.shape), y);
  } else if (bias) {
    binary(Binary::add, y, broadcast_to(*bias, y.shape), y);
  }
  if (activation.is_some) unary(activation.function, activation.args, y, y);
}

void Backend::softmax(const ConstView& x, int axis, const View& y) {
  if (is_half(x.dtype)) {
    const Tensor wide_x = converted(*this, x, float32);
    return round_once(*this, y, [&](const View& wide) { softmax(wide_x.view(), axis, wide); });
  }
  const Composer compose(*this, x);
  const Tensor shifted = compose(Binary::subtract, x, compose(Reduction::max, x, axis));
  const Tensor e = compose(Unary::exp, shifted);
  compose.store(compose(Binary::divide, e, compose(Reduction::sum, e.view(), axis)), y);
}

void Backend::log_softmax(const ConstView& x, int axis, const View& y) {
  if (is_half(x.dtype)) {
    const Tensor wide_x = converted(*this, x, float32);
    return round_once(*this, y, [&](const View& wide) { log_softmax(wide_x.view(), axis, wide); });
  }
  const Composer compose(*this, x);
  const Tensor shifted = compose(Binary::subtract, x, compose(Reduction::max, x, axis));
  const Tensor e = compose(Unary::exp, shifted);
  const Tensor log_sum = compose(Unary::log, compose(Reduction::sum, e.view(), axis));
  compose.store(compose(Binary::subtract, shifted, log_sum), y);
}

void Backend::softmax_gradient(const ConstView& y, const ConstView& dy, int axis, const View& dx) {
  if (is_half(y.dtype)) {
    const Tensor wide_y = converted(*this, y, float32), wide_dy = converted(*this, dy, float32);
    return round_once(*this, dx, [&](const View& wide) {
      softmax_gradient(wide_y.view(), wide_dy.view(), axis, wide);
    });
  }
  const Composer compose(*this, y);
  const Tensor product = compose(Binary::multiply, y, dy);
  const Tensor inner = compose(Reduction::sum, product.view(), axis);
  compose.store(compose(Binary::multiply, y, compose(Binary::subtract, dy, inner)), dx);
}

void Backend::categorical_crossentropy(const ConstView& target, const ConstView& y, float epsilon,
                                       const View& loss) {
  const Composer compose(*this, y);
  const Tensor p = compose(Binary::divide, y, compose(Reduction::sum, y, 1));
  const Tensor above = compose(Binary::maximum, p, static_cast<double>(epsilon));
  const Tensor inside = compose(Binary::minimum, above, static_cast<double>(1 - epsilon));
  const Tensor terms = compose(Binary::multiply, target, compose(Unary::log, inside));
  const Tensor sums = compose(Reduction::sum, terms.view(), 1);
  View column = sums.view();
  column.shape = loss.shape;
  column.strides = row_major_strides(loss.shape);
  unary(Unary::negative, {}, column, loss);
}

void Backend::categorical_crossentropy_gradient(const ConstView& target, const ConstView& y,
                                                float epsilon, const ConstView& d_loss,
                                                const View& dy) {
  const Composer compose(*this, y);
  const Tensor total = compose(Reduction::sum, y, 1);
  const Tensor p = compose(Binary::divide, y, total);
  const Tensor above = compose(Binary::maximum, p, static_cast<double>(epsilon));
  const Tensor inside = compose(Binary::minimum, above, static_cast<double>(1 - epsilon));
  const Tensor is_free(y.shape, DType::bool_, device());
  binary(Binary::equal, p.view(), inside.view(), is_free.view());
  const Tensor slope = compose(Binary::divide, target, inside);  // -d loss / d p
  select(is_free.view(), slope.view(), broadcast_to(compose.number(0).view(), y.shape),
         slope.view());
  const Tensor inner = compose(Reduction::sum, compose(Binary::multiply, slope, p).view(), 1);
  const Tensor by_sum = compose(Binary::divide, compose(Binary::subtract, inner, slope), total);
  ConstView column = d_loss;
  column.shape = {d_loss.shape[0], 1};
  column.strides = {d_loss.strides[0], 0};
  compose.store(compose(Binary::multiply, by_sum, column), dy);
}

void Backend::sgd_step(const SGDStep& step, const View& weight, const ConstView& gradient,
                       const View* velocity) {
  const Composer compose(*this, weight);
  const Tensor change =
      compose(Binary::multiply, gradient, static_cast<double>(step.learning_rate));
  if (!velocity) return compose.store(compose(Binary::subtract, weight, change), weight);
  const double momentum = static_cast<double>(step.momentum);
  const Tensor kept = compose(Binary::multiply, ConstView(*velocity), momentum);
  compose.store(compose(Binary::subtract, kept, change), *velocity);
  if (!step.nesterov) return compose.store(compose(Binary::add, weight, *velocity), weight);
  const Tensor ahead = compose(Binary::multiply, ConstView(*velocity), momentum);
  const Tensor way = compose(Binary::subtract, ahead, change);
  compose.store(compose(Binary::add, weight, way), weight);
}

void Backend::rmsprop_step(const RMSpropStep& step, const View& weight, const ConstView& gradient,
                           const View& velocity, const View* momentum, const View* average) {
  const Composer compose(*this, weight);
  const auto rho = static_cast<double>(step.rho);
  const auto rest = static_cast<double>(1 - step.rho);
  const Tensor squared = compose(Binary::multiply, gradient, gradient);
  compose.store(compose(Binary::add, compose(Binary::multiply, ConstView(velocity), rho),
                        compose(Binary::multiply, squared, rest)),
                velocity);
  Tensor under_root = compose(Binary::add, ConstView(velocity), static_cast<double>(step.epsilon));
  if (average) {
    compose.store(compose(Binary::add, compose(Binary::multiply, ConstView(*average), rho),
                          compose(Binary::multiply, gradient, rest)),
                  *average);
    under_root =
        compose(Binary::subtract, under_root, compose(Binary::multiply, *average, *average));
  }
  const Tensor scaled =
      compose(Binary::multiply, gradient, static_cast<double>(step.learning_rate));
  const Tensor change = compose(Binary::divide, scaled, compose(Unary::sqrt, under_root));
  if (!momentum) return compose.store(compose(Binary::subtract, weight, change), weight);
  const Tensor kept =
      compose(Binary::multiply, ConstView(*momentum), static_cast<double>(step.momentum));
  compose.store(compose(Binary::add, kept, change), *momentum);
  compose.store(compose(Binary::subtract, weight, *momentum), weight);
}

void Backend::adam_step(const AdamStep& step, const View& weight, const ConstView& gradient,
                        const View& m, const View& v, const View* v_hat) {
  const Composer compose(*this, weight);
  const auto toward = [&](const View& state, const Tensor& goal, double rate) {
    const Tensor way = compose(Binary::multiply, compose(Binary::subtract, goal, state), rate);
    compose.store(compose(Binary::add, state, way), state);
  };
  const Tensor squared = compose(Binary::multiply, gradient, gradient);
  const Tensor itself = compose(Binary::multiply, gradient, 1.0);
  toward(m, itself, static_cast<double>(1 - step.beta_1));
  toward(v, squared, static_cast<double>(1 - step.beta_2));
  if (v_hat) compose.store(compose(Binary::maximum, *v_hat, v), *v_hat);
  Tensor root = compose(Binary::multiply, ConstView(v_hat ? *v_hat : v), 1.0);
  root = compose(Unary::sqrt, root);
  const Tensor below = compose(Binary::add, root, static_cast<double>(step.epsilon));
  const Tensor above =
      compose(Binary::multiply, ConstView(m), static_cast<double>(step.learning_rate));
  compose.store(compose(Binary::subtract, weight, compose(Binary::divide, above, below)), weight);
}

}  // namespace keratin
