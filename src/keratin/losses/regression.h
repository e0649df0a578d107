// Losses between numbers: y_true, y_pred [batch, ..., n] -> [batch, ...].
#pragma once
#include "keratin/losses/loss.h"

namespace keratin::losses {

struct MeanSquaredErrorOptions {
  Reduction reduction = "sum_over_batch_size";
  std::string name = "mean_squared_error";
};
/// mean((y - p)^2) along the last axis.
class MeanSquaredError final : public Loss {
 public:
  explicit MeanSquaredError(MeanSquaredErrorOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

struct MeanAbsoluteErrorOptions {
  Reduction reduction = "sum_over_batch_size";
  std::string name = "mean_absolute_error";
};
/// mean(|y - p|) along the last axis.
class MeanAbsoluteError final : public Loss {
 public:
  explicit MeanAbsoluteError(MeanAbsoluteErrorOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

struct MeanAbsolutePercentageErrorOptions {
  Reduction reduction = "sum_over_batch_size";
  std::string name = "mean_absolute_percentage_error";
};
/// 100 * mean(|y - p| / max(|y|, 1e-7)) along the last axis.
class MeanAbsolutePercentageError final : public Loss {
 public:
  explicit MeanAbsolutePercentageError(MeanAbsolutePercentageErrorOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

struct MeanSquaredLogarithmicErrorOptions {
  Reduction reduction = "sum_over_batch_size";
  std::string name = "mean_squared_logarithmic_error";
};
/// mean((log(1 + y) - log(1 + p))^2) along the last axis, both at least 1e-7.
class MeanSquaredLogarithmicError final : public Loss {
 public:
  explicit MeanSquaredLogarithmicError(MeanSquaredLogarithmicErrorOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

struct HuberOptions {
  double delta = 1;
  Reduction reduction = "sum_over_batch_size";
  std::string name = "huber_loss";
};
/// d^2 / 2 where d = |y - p| <= delta, else delta * d - delta^2 / 2; the mean along the last axis.
/// Huber, "Robust estimation of a location parameter", 1964.
class Huber final : public Loss {
 public:
  explicit Huber(HuberOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;

 private:
  HuberOptions options_;
};

struct LogCoshOptions {
  Reduction reduction = "sum_over_batch_size";
  std::string name = "log_cosh";
};
/// log(cosh(p - y)) = x + softplus(-2 x) - log(2), the mean along the last axis.
class LogCosh final : public Loss {
 public:
  explicit LogCosh(LogCoshOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

struct CosineSimilarityOptions {
  int axis = -1;
  Reduction reduction = "sum_over_batch_size";
  std::string name = "cosine_similarity";
};
/// -sum(y * p) along axis, both divided by their length: -1 for equal directions.
class CosineSimilarity final : public Loss {
 public:
  explicit CosineSimilarity(CosineSimilarityOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;

 private:
  CosineSimilarityOptions options_;
};

}  // namespace keratin::losses
