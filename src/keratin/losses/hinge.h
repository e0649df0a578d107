// Losses that ask for a margin. Labels 0 and 1 become -1 and 1 when a batch holds nothing else.
#pragma once
#include "keratin/losses/loss.h"

namespace keratin::losses {

struct HingeOptions {
  Reduction reduction = "sum_over_batch_size";
  std::string name = "hinge";
};
/// mean(max(1 - y p, 0)) along the last axis.
class Hinge final : public Loss {
 public:
  explicit Hinge(HingeOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

struct SquaredHingeOptions {
  Reduction reduction = "sum_over_batch_size";
  std::string name = "squared_hinge";
};
/// mean(max(1 - y p, 0)^2) along the last axis.
class SquaredHinge final : public Loss {
 public:
  explicit SquaredHinge(SquaredHingeOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

struct CategoricalHingeOptions {
  Reduction reduction = "sum_over_batch_size";
  std::string name = "categorical_hinge";
};
/// max(1 + max((1 - y) p) - sum(y p), 0) along the last axis; y is one-hot.
class CategoricalHinge final : public Loss {
 public:
  explicit CategoricalHinge(CategoricalHingeOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

}  // namespace keratin::losses
