// The losses of numbers as objects.
#pragma once
#include "keratin/losses/loss.h"

namespace keratin::losses {

/// mean((y_true - y_pred)^2) a sample
class MeanSquaredError final : public LossOf<MeanSquaredError> {
 public:
  explicit MeanSquaredError(LossOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

/// mean(|y_true - y_pred|) a sample
class MeanAbsoluteError final : public LossOf<MeanAbsoluteError> {
 public:
  explicit MeanAbsoluteError(LossOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

/// 100 * mean(|y_true - y_pred| / max(|y_true|, 1e-7)) a sample
class MeanAbsolutePercentageError final : public LossOf<MeanAbsolutePercentageError> {
 public:
  explicit MeanAbsolutePercentageError(LossOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

/// mean((log(y_true + 1) - log(y_pred + 1))^2) a sample
class MeanSquaredLogarithmicError final : public LossOf<MeanSquaredLogarithmicError> {
 public:
  explicit MeanSquaredLogarithmicError(LossOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

/// mean(log(cosh(y_pred - y_true))) a sample
class LogCosh final : public LossOf<LogCosh> {
 public:
  explicit LogCosh(LossOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

struct HuberOptions {
  double delta = 1.0;
  Reduction reduction = "sum_over_batch_size";
  std::string name = "huber_loss";
  DTypePolicy dtype = {};
};
/// mean(e^2 / 2 where |e| <= delta, else delta * |e| - delta^2 / 2) a sample, e = y_pred - y_true
class Huber final : public LossOf<Huber, HuberOptions> {
 public:
  static constexpr std::string_view written_if_changed[] = {"delta"};
  explicit Huber(HuberOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

struct CosineSimilarityOptions {
  int axis = -1;
  Reduction reduction = "sum_over_batch_size";
  std::string name = "cosine_similarity";
  DTypePolicy dtype = {};
};
/// -cos of the angle between y_true and y_pred: -1 for the same direction
class CosineSimilarity final : public LossOf<CosineSimilarity, CosineSimilarityOptions> {
 public:
  static constexpr std::string_view written_if_changed[] = {"axis"};
  explicit CosineSimilarity(CosineSimilarityOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

}  // namespace keratin::losses

namespace keratin {
extern template class Described<losses::MeanSquaredError, losses::LossOptions, losses::Loss>;
extern template class Described<losses::MeanAbsoluteError, losses::LossOptions, losses::Loss>;
extern template class Described<losses::MeanAbsolutePercentageError, losses::LossOptions,
                                losses::Loss>;
extern template class Described<losses::MeanSquaredLogarithmicError, losses::LossOptions,
                                losses::Loss>;
extern template class Described<losses::LogCosh, losses::LossOptions, losses::Loss>;
extern template class Described<losses::Huber, losses::HuberOptions, losses::Loss>;
extern template class Described<losses::CosineSimilarity, losses::CosineSimilarityOptions,
                                losses::Loss>;
}  // namespace keratin
