// The losses of numbers: differences of y_true and y_pred.
#include "keratin/losses/functions.h"
#include "keratin/losses/loss.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/reduce.h"

namespace keratin::losses {
namespace {

constexpr double kLeastSize = 1e-7;
constexpr double kSquareEpsilon = 1e-12;  // of Keras's l2_normalize
constexpr double kLogTwo = 0.69314718055994530942;

Tensor unit(const Tensor& x, int axis) {
  const Tensor squares = ops::sum(ops::square(x), {.axis = axis, .keepdims = true});
  return x * ops::rsqrt(ops::maximum(squares, kSquareEpsilon));
}

Tensor mean_of_last(const Tensor& x) { return ops::mean(x, {.axis = -1}); }

}  // namespace

Tensor mean_squared_error(const Tensor& y_true, const Tensor& y_pred) {
  const auto [t, y] = aligned("mean_squared_error", y_true, y_pred);
  return mean_of_last(ops::square(t - y));
}

Tensor mean_absolute_error(const Tensor& y_true, const Tensor& y_pred) {
  const auto [t, y] = aligned("mean_absolute_error", y_true, y_pred);
  return mean_of_last(ops::abs(t - y));
}

Tensor mean_absolute_percentage_error(const Tensor& y_true, const Tensor& y_pred) {
  const auto [t, y] = aligned("mean_absolute_percentage_error", y_true, y_pred);
  return 100.0 * mean_of_last(ops::abs((t - y) / ops::maximum(ops::abs(t), kLeastSize)));
}

Tensor mean_squared_logarithmic_error(const Tensor& y_true, const Tensor& y_pred) {
  const auto [t, y] = aligned("mean_squared_logarithmic_error", y_true, y_pred);
  const Tensor log_y = ops::log(ops::maximum(y, kLeastSize) + 1.0);
  const Tensor log_t = ops::log(ops::maximum(t, kLeastSize) + 1.0);
  return mean_of_last(ops::square(log_t - log_y));
}

Tensor huber(const Tensor& y_true, const Tensor& y_pred, double delta) {
  const auto [t, y] = aligned("huber", y_true, y_pred);
  const Tensor error = y - t;
  const Tensor distance = ops::abs(error);
  return mean_of_last(ops::where(distance <= delta, 0.5 * ops::square(error),
                                 delta * distance - 0.5 * delta * delta));
}

Tensor log_cosh(const Tensor& y_true, const Tensor& y_pred) {
  const auto [t, y] = aligned("log_cosh", y_true, y_pred);
  const Tensor error = y - t;
  return mean_of_last(error + ops::softplus(error * -2.0) - kLogTwo);
}

Tensor cosine_similarity(const Tensor& y_true, const Tensor& y_pred, int axis) {
  const auto [t, y] = aligned("cosine_similarity", y_true, y_pred);
  return -ops::sum(unit(t, axis) * unit(y, axis), {.axis = axis});
}

}  // namespace keratin::losses
