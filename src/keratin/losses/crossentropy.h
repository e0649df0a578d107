// The crossentropies as objects.
#pragma once
#include <optional>

#include "keratin/losses/functions.h"
#include "keratin/losses/loss.h"

namespace keratin::losses {

struct BinaryCrossentropyOptions {
  bool from_logits = false;
  double label_smoothing = 0.0;
  int axis = -1;
  Reduction reduction = "sum_over_batch_size";
  std::string name = "binary_crossentropy";
  DTypePolicy dtype = {};
};
/// -(y_true * log(p) + (1 - y_true) * log(1 - p)), the mean over the last axis: yes or no
class BinaryCrossentropy final : public LossOf<BinaryCrossentropy, BinaryCrossentropyOptions> {
 public:
  explicit BinaryCrossentropy(BinaryCrossentropyOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
};

struct CategoricalCrossentropyOptions {
  bool from_logits = false;
  double label_smoothing = 0.0;
  int axis = -1;
  Reduction reduction = "sum_over_batch_size";
  std::string name = "categorical_crossentropy";
  DTypePolicy dtype = {};
};
/// -sum(y_true * log(p)) for classes as one-hot rows or distributions
class CategoricalCrossentropy final
    : public LossOf<CategoricalCrossentropy, CategoricalCrossentropyOptions> {
 public:
  explicit CategoricalCrossentropy(CategoricalCrossentropyOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
  bool takes_any_labels() const override { return true; }
  PlannedLoss planned() const override;
};

struct CategoricalFocalCrossentropyOptions {
  ChannelNumbers alpha = 0.25;  // of all classes, or of each
  double gamma = 2.0;
  bool from_logits = false;
  double label_smoothing = 0.0;
  int axis = -1;
  Reduction reduction = "sum_over_batch_size";
  std::string name = "categorical_focal_crossentropy";
  DTypePolicy dtype = {};
};
/// -sum(alpha * (1 - p)^gamma * y_true * log(p)): rare and hard classes count more
class CategoricalFocalCrossentropy final
    : public LossOf<CategoricalFocalCrossentropy, CategoricalFocalCrossentropyOptions> {
 public:
  explicit CategoricalFocalCrossentropy(CategoricalFocalCrossentropyOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
  bool takes_any_labels() const override { return true; }
  Config get_config() const override;
};

struct SparseCategoricalCrossentropyOptions {
  bool from_logits = false;
  std::optional<int64_t> ignore_class = {};
  Reduction reduction = "sum_over_batch_size";
  int axis = -1;
  std::string name = "sparse_categorical_crossentropy";
  DTypePolicy dtype = {};
};
/// -log(p[y_true]) for classes as numbers. Throws ValueError for a label outside [0, classes).
class SparseCategoricalCrossentropy final
    : public LossOf<SparseCategoricalCrossentropy, SparseCategoricalCrossentropyOptions> {
 public:
  static constexpr std::string_view written_if_changed[] = {"axis"};
  explicit SparseCategoricalCrossentropy(SparseCategoricalCrossentropyOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
  bool takes_any_labels() const override { return true; }
  PlannedLoss planned() const override;
  /// False where the label is ignore_class.
  Tensor compute_mask(const Tensor& y_true, const Tensor& y_pred) const override;
};

}  // namespace keratin::losses

namespace keratin {
extern template class Described<losses::BinaryCrossentropy, losses::BinaryCrossentropyOptions,
                                losses::Loss>;
extern template class Described<losses::CategoricalCrossentropy,
                                losses::CategoricalCrossentropyOptions, losses::Loss>;
extern template class Described<losses::CategoricalFocalCrossentropy,
                                losses::CategoricalFocalCrossentropyOptions, losses::Loss>;
extern template class Described<losses::SparseCategoricalCrossentropy,
                                losses::SparseCategoricalCrossentropyOptions, losses::Loss>;
}  // namespace keratin
