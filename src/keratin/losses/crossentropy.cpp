// The crossentropies as objects.
#include "keratin/losses/crossentropy.h"

#include "keratin/base/arguments_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/manipulate.h"

namespace keratin::losses {
namespace {

// The classes stand last, the mean is taken over the samples, and all is float32.
bool is_plain_mean(const Loss& loss, int axis) {
  const bool is_float32 = !loss.dtype().is_given() || loss.dtype().compute_dtype() == float32;
  return axis == -1 && loss.reduction().is_mean() && is_float32;
}

}  // namespace

BinaryCrossentropy::BinaryCrossentropy(BinaryCrossentropyOptions options)
    : LossOf(std::move(options)) {
  check_fraction(class_name(), "label_smoothing", options_.label_smoothing);
}
Tensor BinaryCrossentropy::call(const Tensor& y_true, const Tensor& y_pred) const {
  return binary_crossentropy(y_true, y_pred,
                             {options_.from_logits, options_.label_smoothing, options_.axis});
}

CategoricalCrossentropy::CategoricalCrossentropy(CategoricalCrossentropyOptions options)
    : LossOf(std::move(options)) {
  check_fraction(class_name(), "label_smoothing", options_.label_smoothing);
}
Tensor CategoricalCrossentropy::call(const Tensor& y_true, const Tensor& y_pred) const {
  return categorical_crossentropy(y_true, y_pred,
                                  {options_.from_logits, options_.label_smoothing, options_.axis});
}

PlannedLoss CategoricalCrossentropy::planned() const {
  if (options_.label_smoothing != 0 || !is_plain_mean(*this, options_.axis)) return {};
  return {PlannedLoss::Kind::categorical_crossentropy, options_.from_logits};
}

CategoricalFocalCrossentropy::CategoricalFocalCrossentropy(
    CategoricalFocalCrossentropyOptions options)
    : LossOf(std::move(options)) {
  for (const double alpha : options_.alpha.list()) check_not_negative(class_name(), "alpha", alpha);
  check_not_negative(class_name(), "gamma", options_.gamma);
  check_fraction(class_name(), "label_smoothing", options_.label_smoothing);
}
Tensor CategoricalFocalCrossentropy::call(const Tensor& y_true, const Tensor& y_pred) const {
  return categorical_focal_crossentropy(y_true, y_pred,
                                        {options_.alpha, options_.gamma, options_.from_logits,
                                         options_.label_smoothing, options_.axis});
}
Config CategoricalFocalCrossentropy::get_config() const {
  Config config = LossOf::get_config();
  for (const char* last : {"alpha", "gamma"}) {  // as Keras writes them
    const ConfigValue value = config[last];
    config.erase(last);
    config.set(last, value);
  }
  return config;
}

SparseCategoricalCrossentropy::SparseCategoricalCrossentropy(
    SparseCategoricalCrossentropyOptions options)
    : LossOf(std::move(options)) {}
Tensor SparseCategoricalCrossentropy::call(const Tensor& y_true, const Tensor& y_pred) const {
  return sparse_categorical_crossentropy(
      y_true, y_pred, {options_.from_logits, options_.ignore_class, options_.axis});
}
PlannedLoss SparseCategoricalCrossentropy::planned() const {
  if (options_.ignore_class || !is_plain_mean(*this, options_.axis)) return {};
  return {PlannedLoss::Kind::sparse_categorical_crossentropy, options_.from_logits};
}
Tensor SparseCategoricalCrossentropy::compute_mask(const Tensor& y_true,
                                                   const Tensor& y_pred) const {
  if (!options_.ignore_class) return {};
  const bool has_last_axis = y_true.ndim() == y_pred.ndim() && y_true.shape().back() == 1;
  const Tensor labels = has_last_axis ? ops::squeeze(y_true, -1) : y_true;
  return ops::not_equal(labels, Scalar(*options_.ignore_class));
}

}  // namespace keratin::losses

namespace keratin {
template class Described<losses::BinaryCrossentropy, losses::BinaryCrossentropyOptions,
                         losses::Loss>;
template class Described<losses::CategoricalCrossentropy, losses::CategoricalCrossentropyOptions,
                         losses::Loss>;
template class Described<losses::CategoricalFocalCrossentropy,
                         losses::CategoricalFocalCrossentropyOptions, losses::Loss>;
template class Described<losses::SparseCategoricalCrossentropy,
                         losses::SparseCategoricalCrossentropyOptions, losses::Loss>;
}  // namespace keratin
