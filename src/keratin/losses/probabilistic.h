// Losses between probabilities.
#pragma once
#include <optional>

#include "keratin/losses/loss.h"

namespace keratin::losses {

struct BinaryCrossentropyOptions {
  bool from_logits = false;
  double label_smoothing = 0;
  int axis = -1;
  Reduction reduction = "sum_over_batch_size";
  std::string name = "binary_crossentropy";
};
/// -(y log(p) + (1 - y) log(1 - p)), the mean along axis; p clipped to [1e-7, 1 - 1e-7]
/// y_true, y_pred [batch, ..., n] -> [batch, ...]. Smoothing takes y (1 - s) + s / 2 for y.
class BinaryCrossentropy final : public Loss {
 public:
  explicit BinaryCrossentropy(BinaryCrossentropyOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;

 private:
  BinaryCrossentropyOptions options_;
};

struct CategoricalCrossentropyOptions {
  bool from_logits = false;
  double label_smoothing = 0;
  int axis = -1;
  Reduction reduction = "sum_over_batch_size";
  std::string name = "categorical_crossentropy";
};
/// -sum(y log(p)) along axis, p = y_pred / sum(y_pred) clipped to [1e-7, 1 - 1e-7]
/// y_true, y_pred [batch, ..., classes] -> [batch, ...]. Smoothing takes y (1 - s) + s / classes.
class CategoricalCrossentropy final : public Loss {
 public:
  explicit CategoricalCrossentropy(CategoricalCrossentropyOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;

 private:
  CategoricalCrossentropyOptions options_;
};

struct SparseCategoricalCrossentropyOptions {
  bool from_logits = false;
  std::optional<int64_t> ignore_class = {};
  int axis = -1;
  Reduction reduction = "sum_over_batch_size";
  std::string name = "sparse_categorical_crossentropy";
};
/// The same for integer labels: y_true [batch, ...] or [batch, ..., 1], y_pred [batch, ...,
/// classes]. Throws ValueError for a label outside the classes; ignore_class is no label and counts
/// 0.
class SparseCategoricalCrossentropy final : public Loss {
 public:
  explicit SparseCategoricalCrossentropy(SparseCategoricalCrossentropyOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;

 private:
  SparseCategoricalCrossentropyOptions options_;
};

struct KLDivergenceOptions {
  Reduction reduction = "sum_over_batch_size";
  std::string name = "kl_divergence";
};
/// sum(y log(y / p)) along the last axis, both clipped to [1e-7, 1].
class KLDivergence final : public Loss {
 public:
  explicit KLDivergence(KLDivergenceOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

struct PoissonOptions {
  Reduction reduction = "sum_over_batch_size";
  std::string name = "poisson";
};
/// p - y log(p + 1e-7), the mean along the last axis.
class Poisson final : public Loss {
 public:
  explicit Poisson(PoissonOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

}  // namespace keratin::losses
