// The losses of numbers as objects.
#include "keratin/losses/regression.h"

#include "keratin/base/arguments_internal.h"
#include "keratin/losses/functions.h"

namespace keratin::losses {

MeanSquaredError::MeanSquaredError(LossOptions options) : LossOf(std::move(options)) {}
Tensor MeanSquaredError::call(const Tensor& y_true, const Tensor& y_pred) const {
  return mean_squared_error(y_true, y_pred);
}

MeanAbsoluteError::MeanAbsoluteError(LossOptions options) : LossOf(std::move(options)) {}
Tensor MeanAbsoluteError::call(const Tensor& y_true, const Tensor& y_pred) const {
  return mean_absolute_error(y_true, y_pred);
}

MeanAbsolutePercentageError::MeanAbsolutePercentageError(LossOptions options)
    : LossOf(std::move(options)) {}
Tensor MeanAbsolutePercentageError::call(const Tensor& y_true, const Tensor& y_pred) const {
  return mean_absolute_percentage_error(y_true, y_pred);
}

MeanSquaredLogarithmicError::MeanSquaredLogarithmicError(LossOptions options)
    : LossOf(std::move(options)) {}
Tensor MeanSquaredLogarithmicError::call(const Tensor& y_true, const Tensor& y_pred) const {
  return mean_squared_logarithmic_error(y_true, y_pred);
}

LogCosh::LogCosh(LossOptions options) : LossOf(std::move(options)) {}
Tensor LogCosh::call(const Tensor& y_true, const Tensor& y_pred) const {
  return log_cosh(y_true, y_pred);
}

Huber::Huber(HuberOptions options) : LossOf(std::move(options)) {
  check_positive(class_name(), "delta", options_.delta);
}
Tensor Huber::call(const Tensor& y_true, const Tensor& y_pred) const {
  return huber(y_true, y_pred, options_.delta);
}

CosineSimilarity::CosineSimilarity(CosineSimilarityOptions options) : LossOf(std::move(options)) {}
Tensor CosineSimilarity::call(const Tensor& y_true, const Tensor& y_pred) const {
  return cosine_similarity(y_true, y_pred, options_.axis);
}

}  // namespace keratin::losses

namespace keratin {
template class Described<losses::MeanSquaredError, losses::LossOptions, losses::Loss>;
template class Described<losses::MeanAbsoluteError, losses::LossOptions, losses::Loss>;
template class Described<losses::MeanAbsolutePercentageError, losses::LossOptions, losses::Loss>;
template class Described<losses::MeanSquaredLogarithmicError, losses::LossOptions, losses::Loss>;
template class Described<losses::LogCosh, losses::LossOptions, losses::Loss>;
template class Described<losses::Huber, losses::HuberOptions, losses::Loss>;
template class Described<losses::CosineSimilarity, losses::CosineSimilarityOptions, losses::Loss>;
}  // namespace keratin
