// The losses of distributions and of margins as objects.
#pragma once
#include "keratin/losses/loss.h"

namespace keratin::losses {

/// sum(y_true * log(y_true / y_pred)) a sample
class KLDivergence final : public LossOf<KLDivergence> {
 public:
  explicit KLDivergence(LossOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

/// mean(y_pred - y_true * log(y_pred)) a sample
class Poisson final : public LossOf<Poisson> {
 public:
  explicit Poisson(LossOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

/// mean(max(1 - y_true * y_pred, 0)) a sample
class Hinge final : public LossOf<Hinge> {
 public:
  explicit Hinge(LossOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

/// mean(max(1 - y_true * y_pred, 0)^2) a sample
class SquaredHinge final : public LossOf<SquaredHinge> {
 public:
  explicit SquaredHinge(LossOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

/// max(1 + max((1 - y_true) * y_pred) - sum(y_true * y_pred), 0) a sample
class CategoricalHinge final : public LossOf<CategoricalHinge> {
 public:
  explicit CategoricalHinge(LossOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

}  // namespace keratin::losses

namespace keratin {
extern template class Described<losses::KLDivergence, losses::LossOptions, losses::Loss>;
extern template class Described<losses::Poisson, losses::LossOptions, losses::Loss>;
extern template class Described<losses::Hinge, losses::LossOptions, losses::Loss>;
extern template class Described<losses::SquaredHinge, losses::LossOptions, losses::Loss>;
extern template class Described<losses::CategoricalHinge, losses::LossOptions, losses::Loss>;
}  // namespace keratin
