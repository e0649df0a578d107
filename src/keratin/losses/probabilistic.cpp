#include "keratin/losses/probabilistic.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/crossentropy.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/reduce.h"

namespace keratin::losses {
namespace {

constexpr double kEpsilon = 1e-7;

void check_smoothing(const std::string& name, double smoothing) {
  if (smoothing >= 0 && smoothing <= 1) return;
  throw_value_error(text(name, ": label_smoothing must be from 0 to 1, received ", smoothing));
}

}  // namespace

BinaryCrossentropy::BinaryCrossentropy(BinaryCrossentropyOptions options)
    : Loss(options.name, options.reduction), options_(std::move(options)) {
  check_smoothing(name(), options_.label_smoothing);
}

Tensor BinaryCrossentropy::call(const Tensor& y_true, const Tensor& y_pred) const {
  auto [y, p] = aligned(name(), y_true, y_pred);
  const double s = options_.label_smoothing;
  if (s > 0) y = y * (1 - s) + 0.5 * s;
  return ops::mean(ops::binary_crossentropy(y, p, options_.from_logits), {.axis = options_.axis});
}

CategoricalCrossentropy::CategoricalCrossentropy(CategoricalCrossentropyOptions options)
    : Loss(options.name, options.reduction), options_(std::move(options)) {
  check_smoothing(name(), options_.label_smoothing);
}

Tensor CategoricalCrossentropy::call(const Tensor& y_true, const Tensor& y_pred) const {
  if (y_true.shape() != y_pred.shape()) {
    throw_shape_error(text(name(), ": y_true and y_pred must have one shape"),
                      {{"y_true", text(name_of(y_true.dtype()), " ", y_true.shape())},
                       {"y_pred", text(name_of(y_pred.dtype()), " ", y_pred.shape())}},
                      y_true.ndim() < y_pred.ndim()
                          ? "integer labels need sparse_categorical_crossentropy, or "
                            "utils::to_categorical"
                          : "");
  }
  Tensor y = y_true.astype(y_pred.dtype());
  const double s = options_.label_smoothing;
  if (s > 0) y = y * (1 - s) + s / static_cast<double>(y.shape()[options_.axis]);
  return ops::categorical_crossentropy(y, y_pred, options_.from_logits, options_.axis);
}

SparseCategoricalCrossentropy::SparseCategoricalCrossentropy(
    SparseCategoricalCrossentropyOptions options)
    : Loss(options.name, options.reduction), options_(std::move(options)) {}

Tensor SparseCategoricalCrossentropy::call(const Tensor& y_true, const Tensor& y_pred) const {
  if (!options_.ignore_class) {
    return ops::sparse_categorical_crossentropy(y_true, y_pred, options_.from_logits,
                                                options_.axis);
  }
  const bool has_axis = y_true.ndim() == y_pred.ndim() && y_true.shape().back() == 1;
  const Tensor labels = has_axis ? ops::squeeze(y_true, -1) : y_true;
  const Tensor counts = labels != *options_.ignore_class;
  const Tensor values = ops::sparse_categorical_crossentropy(ops::where(counts, labels, 0), y_pred,
                                                             options_.from_logits, options_.axis);
  return ops::where(counts, values, 0.0);
}

KLDivergence::KLDivergence(KLDivergenceOptions options) : Loss(options.name, options.reduction) {}

Tensor KLDivergence::call(const Tensor& y_true, const Tensor& y_pred) const {
  auto [y, p] = aligned(name(), y_true, y_pred);
  y = ops::clip(y, kEpsilon, 1);
  p = ops::clip(p, kEpsilon, 1);
  return ops::sum(y * ops::log(y / p), {.axis = -1});
}

Poisson::Poisson(PoissonOptions options) : Loss(options.name, options.reduction) {}

Tensor Poisson::call(const Tensor& y_true, const Tensor& y_pred) const {
  const auto [y, p] = aligned(name(), y_true, y_pred);
  return ops::mean(p - y * ops::log(p + kEpsilon), {.axis = -1});
}

}  // namespace keratin::losses
