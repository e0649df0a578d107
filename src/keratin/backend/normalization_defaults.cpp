// Normalization, composed from the primitives: what every backend can do, and what a backend's own
// version must equal.
#include "keratin/backend/composer_internal.h"

namespace keratin {
namespace {

/// Statistics of x along an axis as x's shape has them, with length 1 there.
template <class AnyView>
AnyView beside(AnyView statistic, int axis) {
  const int64_t step = statistic.strides[0];
  statistic.shape = statistic.shape.inserted(axis, 1);
  statistic.strides = axis == 0 ? Strides{0, step} : Strides{step, 0};
  return statistic;
}

/// Calls with the shapes of a normalization.
class Normalizer {
 public:
  Normalizer(Backend& backend, const ConstView& x, int axis)
      : compose_(backend, x), backend_(backend), x_(x), axis_(axis) {}

  const Composer& compose() const { return compose_; }
  /// The mean along the axis, or along another.
  Tensor mean(const Tensor& all) const { return compose_(Reduction::mean, all.view(), axis_); }
  Tensor mean(const ConstView& all) const { return compose_(Reduction::mean, all, axis_); }
  Tensor product(const ConstView& a, const ConstView& b) const {
    return compose_(Binary::multiply, a, b);
  }
  Tensor centered(const std::optional<ConstView>& mean) const {
    if (mean) return compose_(Binary::subtract, x_, beside(*mean, axis_));
    const Tensor same(x_.shape, x_.dtype, backend_.device());
    backend_.run(CopyCall{.x = x_, .y = same.view()});
    return same;
  }
  /// 1 / sqrt(variance + epsilon)
  Tensor factor(const ConstView& variance, double epsilon) const {
    const Composer one(backend_, beside(variance, axis_));
    return one(Unary::rsqrt, one(Binary::add, beside(variance, axis_), epsilon));
  }
  /// statistic [n] = x with length 1 along the axis.
  void keep(const Tensor& x, const View& statistic) const {
    backend_.run(CopyCall{.x = x.view(), .y = beside(statistic, axis_)});
  }

 private:
  Composer compose_;
  Backend& backend_;
  ConstView x_;
  int axis_;
};

}  // namespace

void Backend::run(const NormalizationCall& call) {
  const Normalizer with(*this, call.x, call.axis);
  const Composer& compose = with.compose();
  if (call.mean) with.keep(with.mean(call.x), *call.mean);
  const Tensor centered =
      with.centered(call.mean ? std::optional<ConstView>(*call.mean) : std::optional<ConstView>());
  with.keep(with.mean(with.product(centered.view(), centered.view())), call.variance);
  Tensor y = compose(Binary::multiply, centered, with.factor(call.variance, call.epsilon));
  if (call.gamma) y = compose(Binary::multiply, y, *call.gamma);
  if (call.beta) y = compose(Binary::add, y, *call.beta);
  compose.store(y, call.y);
}

// With x' = (x - mean) * factor and g = dy * gamma: dx = factor * (g - mean(g) - x' * mean(g *
// x')), the second term where there is a mean (Ioffe and Szegedy, "Batch normalization", 2015).
void Backend::run(const NormalizationGradientCall& call) {
  const Normalizer with(*this, call.x, call.axis);
  const Composer& compose = with.compose();
  const Tensor factor = with.factor(call.variance, call.epsilon);
  const Tensor scaled = compose(Binary::multiply, with.centered(call.mean), factor);
  const auto sum_into = [&](const ConstView& all, const View& y) {
    const Tensor sums = compose(Reduction::sum, all, 0);
    run(CopyCall{.x = sums.view(), .y = beside(y, 0)});
  };
  if (call.dgamma) sum_into(with.product(call.dy, scaled.view()).view(), *call.dgamma);
  if (call.dbeta) sum_into(call.dy, *call.dbeta);
  if (!call.dx) return;
  Tensor g(call.dy.shape, call.dy.dtype, device());
  run(CopyCall{.x = call.dy, .y = g.view()});
  if (call.gamma) g = compose(Binary::multiply, g, *call.gamma);
  const Tensor along = with.mean(with.product(g.view(), scaled.view()));
  Tensor dx = compose(Binary::subtract, g, compose(Binary::multiply, scaled, along));
  if (call.mean) dx = compose(Binary::subtract, dx, with.mean(g));
  compose.store(compose(Binary::multiply, dx, factor), *call.dx);
}

}  // namespace keratin
