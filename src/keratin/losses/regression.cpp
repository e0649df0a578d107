// The losses of numbers as objects.
#include "keratin/losses/regression.h"

#include "keratin/losses/functions.h"

namespace keratin::losses {
namespace {
std::string named(std::string given, const char* usual) { return given.empty() ? usual : given; }
}  // namespace

MeanSquaredError::MeanSquaredError(LossOptions options)
    : Loss(named(std::move(options.name), "mean_squared_error"), options.reduction) {}
Tensor MeanSquaredError::call(const Tensor& y_true, const Tensor& y_pred) const {
  return mean_squared_error(y_true, y_pred);
}

MeanAbsoluteError::MeanAbsoluteError(LossOptions options)
    : Loss(named(std::move(options.name), "mean_absolute_error"), options.reduction) {}
Tensor MeanAbsoluteError::call(const Tensor& y_true, const Tensor& y_pred) const {
  return mean_absolute_error(y_true, y_pred);
}

MeanAbsolutePercentageError::MeanAbsolutePercentageError(LossOptions options)
    : Loss(named(std::move(options.name), "mean_absolute_percentage_error"), options.reduction) {}
Tensor MeanAbsolutePercentageError::call(const Tensor& y_true, const Tensor& y_pred) const {
  return mean_absolute_percentage_error(y_true, y_pred);
}

MeanSquaredLogarithmicError::MeanSquaredLogarithmicError(LossOptions options)
    : Loss(named(std::move(options.name), "mean_squared_logarithmic_error"), options.reduction) {}
Tensor MeanSquaredLogarithmicError::call(const Tensor& y_true, const Tensor& y_pred) const {
  return mean_squared_logarithmic_error(y_true, y_pred);
}

LogCosh::LogCosh(LossOptions options)
    : Loss(named(std::move(options.name), "log_cosh"), options.reduction) {}
Tensor LogCosh::call(const Tensor& y_true, const Tensor& y_pred) const {
  return log_cosh(y_true, y_pred);
}

Huber::Huber(HuberOptions options)
    : Loss(std::move(options.name), options.reduction), delta_(options.delta) {}
Tensor Huber::call(const Tensor& y_true, const Tensor& y_pred) const {
  return huber(y_true, y_pred, delta_);
}

CosineSimilarity::CosineSimilarity(CosineSimilarityOptions options)
    : Loss(std::move(options.name), options.reduction), axis_(options.axis) {}
Tensor CosineSimilarity::call(const Tensor& y_true, const Tensor& y_pred) const {
  return cosine_similarity(y_true, y_pred, axis_);
}

}  // namespace keratin::losses
