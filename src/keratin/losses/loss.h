// The base of all losses: a number for each sample, weighted and reduced to the scalar that
// training makes small.
//
// A loss of your own is its arguments and its formula:
//   struct TiltedOptions {
//     double tilt = 0.9;
//     losses::Reduction reduction = "sum_over_batch_size";
//     std::string name = {};
//   };
//   class Tilted final : public LossOf<Tilted, TiltedOptions> {
//    public:
//     explicit Tilted(TiltedOptions options = {}) : LossOf(std::move(options)) {}
//     Tensor call(const Tensor& y_true, const Tensor& y_pred) const override {
//       const Tensor e = y_true - y_pred;
//       return ops::mean(ops::maximum(options_.tilt * e, (options_.tilt - 1) * e), {.axis = -1});
//     }
//   };
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "keratin/backend/compiled_step.h"
#include "keratin/base/described.h"
#include "keratin/base/function.h"
#include "keratin/losses/options.h"
#include "keratin/tensor/config_values.h"
#include "keratin/tensor/tensor.h"

namespace keratin {
namespace losses {

class Loss : public Object {
 public:
  static constexpr std::string_view family = "loss";
  static constexpr ClassNames names[] = {
#define KERATIN_CLASS(name, ...) {#name, {__VA_ARGS__}},
#include "keratin/losses/classes.inl"
      {"", {"crossentropy", "ce"}}};  // compile chooses
  using Family = Loss;
  static std::span<const RegistryEntry<Loss>> registry();
  /// A new loss with Keras's default arguments, or one that the program registered. Throws
  /// ValueError for an unknown name and for "crossentropy" and "ce", which need the shapes: see
  /// resolve().
  static std::shared_ptr<Loss> get(std::string_view name);
  /// A loss that calls f(y_true, y_pred), which gives a value for each sample. Both come in
  /// y_pred's dtype and with the same rank: labels [batch] beside predictions [batch, 1] are
  /// [batch, 1]. `name` is the one that files have for it; see register_keras_serializable.
  static std::shared_ptr<Loss> from_function(
      Function<Tensor(const Tensor& y_true, const Tensor& y_pred)> f, std::string name = {});

  explicit Loss(std::string name, Reduction reduction = "sum_over_batch_size",
                DTypePolicy dtype = {})
      : name_(std::move(name)), reduction_(reduction), dtype_(dtype) {}

  /// The reduced loss of a batch: a scalar, unless the reduction is "none". An undefined
  /// sample_weight or mask is none. Computes in `dtype` if that was given, else in float64 when
  /// y_pred has it, else in float32.
  Tensor operator()(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight = {},
                    const Tensor& mask = {}) const;
  /// The loss of each sample, y_pred's shape without the last axis. y_pred is floating, and y_true
  /// has its dtype unless takes_any_labels().
  virtual Tensor call(const Tensor& y_true, const Tensor& y_pred) const = 0;
  /// Whether call() wants y_true in the dtype that it has, as class numbers are.
  virtual bool takes_any_labels() const { return false; }
  /// What a backend that compiles whole steps makes of the loss; nothing by default.
  virtual PlannedLoss planned() const { return {}; }
  /// Which samples the loss itself leaves out (false); undefined when it counts all.
  virtual Tensor compute_mask(const Tensor& y_true, const Tensor& y_pred) const;

  /// What base_config() writes of a loss of yours that does not take it.
  static bool is_ignored_name(std::string_view name, const ConfigValue&) {
    return name == "name" || name == "reduction";
  }

  const std::string& name() const { return name_; }
  Reduction reduction() const { return reduction_; }
  /// As it was given, or DTypePolicy{}.
  DTypePolicy dtype() const { return dtype_; }

  /// The name of a loss that nobody named: Keras's classes have fixed ones, "huber_loss", those of
  /// yours count, "my_loss", "my_loss_1", ...
  static std::string automatic_name(std::string_view class_name);
  /// What the arguments of every loss have in common.
  template <class Options>
  static LossOptions common(const Options& options, std::string_view class_name) {
    LossOptions result;
    if constexpr (requires { options.reduction; }) result.reduction = options.reduction;
    if constexpr (requires { options.name; }) result.name = options.name;
    if constexpr (requires { options.dtype; }) result.dtype = options.dtype;
    if (result.name.empty()) result.name = automatic_name(class_name);
    return result;
  }

 protected:
  explicit Loss(LossOptions common)
      : Loss(std::move(common.name), common.reduction, common.dtype) {}

  Config base_config() const;
  static constexpr bool is_hidden(std::string_view name) { return name == "dtype"; }

 private:
  std::string name_;
  Reduction reduction_;
  DTypePolicy dtype_;
};

/// Self, a loss with these arguments.
template <class Self, class Options = LossOptions>
class LossOf : public Described<Self, Options, Loss> {
 protected:
  using Described<Self, Options, Loss>::Described;
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
using losses::LossOf;
/// What an argument takes: a name, an object, a shared one, or nothing.
using AnyLoss = Choice<losses::Loss>;

}  // namespace keratin
