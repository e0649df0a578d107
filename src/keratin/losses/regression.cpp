#include "keratin/losses/regression.h"

#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/reduce.h"

namespace keratin::losses {
namespace {

constexpr double kEpsilon = 1e-7;

}  // namespace

MeanSquaredError::MeanSquaredError(MeanSquaredErrorOptions options)
    : Loss(options.name, options.reduction) {}

Tensor MeanSquaredError::call(const Tensor& y_true, const Tensor& y_pred) const {
  const auto [y, p] = aligned(name(), y_true, y_pred);
  return ops::mean(ops::square(y - p), {.axis = -1});
}

MeanAbsoluteError::MeanAbsoluteError(MeanAbsoluteErrorOptions options)
    : Loss(options.name, options.reduction) {}

Tensor MeanAbsoluteError::call(const Tensor& y_true, const Tensor& y_pred) const {
  const auto [y, p] = aligned(name(), y_true, y_pred);
  return ops::mean(ops::abs(y - p), {.axis = -1});
}

MeanAbsolutePercentageError::MeanAbsolutePercentageError(MeanAbsolutePercentageErrorOptions options)
    : Loss(options.name, options.reduction) {}

Tensor MeanAbsolutePercentageError::call(const Tensor& y_true, const Tensor& y_pred) const {
  const auto [y, p] = aligned(name(), y_true, y_pred);
  const Tensor share = ops::abs((y - p) / ops::maximum(ops::abs(y), kEpsilon));
  return 100.0 * ops::mean(share, {.axis = -1});
}

MeanSquaredLogarithmicError::MeanSquaredLogarithmicError(MeanSquaredLogarithmicErrorOptions options)
    : Loss(options.name, options.reduction) {}

Tensor MeanSquaredLogarithmicError::call(const Tensor& y_true, const Tensor& y_pred) const {
  const auto [y, p] = aligned(name(), y_true, y_pred);
  const Tensor first = ops::log(ops::maximum(y, kEpsilon) + 1);
  const Tensor second = ops::log(ops::maximum(p, kEpsilon) + 1);
  return ops::mean(ops::square(first - second), {.axis = -1});
}

Huber::Huber(HuberOptions options)
    : Loss(options.name, options.reduction), options_(std::move(options)) {}

Tensor Huber::call(const Tensor& y_true, const Tensor& y_pred) const {
  const auto [y, p] = aligned(name(), y_true, y_pred);
  const double delta = options_.delta;
  const Tensor d = ops::abs(y - p);
  return ops::mean(ops::where(d <= delta, 0.5 * ops::square(d), delta * d - 0.5 * delta * delta),
                   {.axis = -1});
}

LogCosh::LogCosh(LogCoshOptions options) : Loss(options.name, options.reduction) {}

Tensor LogCosh::call(const Tensor& y_true, const Tensor& y_pred) const {
  const auto [y, p] = aligned(name(), y_true, y_pred);
  const Tensor x = p - y;
  return ops::mean(x + ops::softplus(-2.0 * x) - 0.69314718055994530942, {.axis = -1});
}

CosineSimilarity::CosineSimilarity(CosineSimilarityOptions options)
    : Loss(options.name, options.reduction), options_(std::move(options)) {}

Tensor CosineSimilarity::call(const Tensor& y_true, const Tensor& y_pred) const {
  const auto [y, p] = aligned(name(), y_true, y_pred);
  const auto unit = [&](const Tensor& x) {
    const Tensor squares = ops::sum(ops::square(x), {.axis = options_.axis, .keepdims = true});
    return x * ops::rsqrt(ops::maximum(squares, 1e-12));
  };
  return -ops::sum(unit(y) * unit(p), {.axis = options_.axis});
}

}  // namespace keratin::losses
