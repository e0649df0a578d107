// The base of all losses: a number for each sample, weighted and reduced to the scalar that
// training makes small.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "keratin/backend/compiled_step.h"
#include "keratin/base/choice.h"
#include "keratin/base/function.h"
#include "keratin/losses/reduction.h"
#include "keratin/tensor/tensor.h"

namespace keratin {
namespace losses {

class Loss {
 public:
  static constexpr std::string_view family = "loss";
  static constexpr std::string_view names[] = {"binary_crossentropy",
                                               "categorical_crossentropy",
                                               "sparse_categorical_crossentropy",
                                               "mean_squared_error",
                                               "mean_absolute_error",
                                               "mean_absolute_percentage_error",
                                               "mean_squared_logarithmic_error",
                                               "huber",
                                               "log_cosh",
                                               "cosine_similarity",
                                               "kl_divergence",
                                               "poisson",
                                               "hinge",
                                               "squared_hinge",
                                               "categorical_hinge",
                                               "bce",
                                               "BCE",
                                               "kld",
                                               "KLD",
                                               "mae",
                                               "MAE",
                                               "mape",
                                               "MAPE",
                                               "mse",
                                               "MSE",
                                               "msle",
                                               "MSLE",
                                               "BinaryCrossentropy",
                                               "CategoricalCrossentropy",
                                               "SparseCategoricalCrossentropy",
                                               "MeanSquaredError",
                                               "MeanAbsoluteError",
                                               "MeanAbsolutePercentageError",
                                               "MeanSquaredLogarithmicError",
                                               "Huber",
                                               "LogCosh",
                                               "CosineSimilarity",
                                               "KLDivergence",
                                               "Poisson",
                                               "Hinge",
                                               "SquaredHinge",
                                               "CategoricalHinge",
                                               "crossentropy",
                                               "ce"};  // the last two are resolved by compile
  /// A new loss with Keras's default arguments. Throws ValueError for an unknown name and for
  /// "crossentropy" and "ce", which need the shapes: see resolve().
  static std::shared_ptr<Loss> get(std::string_view name);
  /// A loss that calls f(y_true, y_pred), which gives a value for each sample.
  static std::shared_ptr<Loss> from_function(
      Function<Tensor(const Tensor& y_true, const Tensor& y_pred)> f);

  Loss(std::string name, Reduction reduction) : name_(std::move(name)), reduction_(reduction) {}
  virtual ~Loss() = default;

  /// The reduced loss of a batch: a scalar, unless the reduction is "none". An undefined
  /// sample_weight or mask is none. Computes in float64 when y_pred has it, else in float32.
  Tensor operator()(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight = {},
                    const Tensor& mask = {}) const;
  /// The loss of each sample, y_pred's shape without the last axis. y_pred is floating.
  virtual Tensor call(const Tensor& y_true, const Tensor& y_pred) const = 0;
  /// What a backend that compiles whole steps makes of the loss; nothing by default.
  virtual PlannedLoss planned() const { return {}; }
  /// Which samples the loss itself leaves out (false); undefined when it counts all.
  virtual Tensor compute_mask(const Tensor& y_true, const Tensor& y_pred) const;

  const std::string& name() const { return name_; }
  Reduction reduction() const { return reduction_; }

 private:
  std::string name_;
  Reduction reduction_;
};

/// y_true in y_pred's dtype, both brought to the same shape. Throws ShapeError, naming the loss,
/// unless they have it then: Keras broadcasts in silence, and trains on nonsense.
std::pair<Tensor, Tensor> aligned(std::string_view loss, const Tensor& y_true,
                                  const Tensor& y_pred);

/// What compile makes of a loss: "crossentropy" and "ce" are binary for one output, sparse for
/// integer labels, else categorical.
std::shared_ptr<Loss> resolve(const Choice<Loss>& choice, const Shape& y_true, const Shape& y_pred);

}  // namespace losses

using losses::Loss;  ///< to derive from
/// What an argument takes: a name, an object, a shared one, or nothing.
using AnyLoss = Choice<losses::Loss>;

}  // namespace keratin
