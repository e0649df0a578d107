// The base of all optimizers: it owns the learning rate, clipping, weight decay, the moving average
// of the weights, gradient accumulation and the slots; a derived class is one pass over a flat run.
//
// An optimizer of your own is its arguments, its slots and its step, in the calls of a backend:
//   #include <keratin/backend/backend.h>
//   struct SignOptions { LearningRate learning_rate = 0.001; std::string name = {}; };
//   class Sign final : public OptimizerOf<Sign, SignOptions> {  // w -= learning_rate * sign(g)
//    public:
//     explicit Sign(SignOptions options = {}) : OptimizerOf(std::move(options)) {}
//    protected:
//     std::vector<std::string_view> slots() const override { return {"direction", "rate"}; }
//     void update(Backend& backend, const View& weight, const ConstView& gradient, Slots slots,
//                 float learning_rate) override {
//       backend.run(UnaryCall{.f = Unary::sign, .x = gradient, .y = slots[0]});
//       backend.run(FillCall{.value = learning_rate, .y = slots[1]});
//       backend.run(BinaryCall{Binary::multiply, slots[0], slots[1], slots[0]});
//       backend.run(BinaryCall{Binary::subtract, weight, slots[0], weight});
//     }
//   };
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keratin/autodiff/variable.h"
#include "keratin/backend/compiled_step.h"
#include "keratin/base/auto_name.h"
#include "keratin/base/described.h"
#include "keratin/optimizers/learning_rate.h"

namespace keratin {

class Backend;

namespace optimizers {

/// The arguments that every optimizer takes, in the order of Keras's configuration.
struct OptimizerOptions {
  LearningRate learning_rate = 0.001;
  std::optional<double> weight_decay = {};
  std::optional<double> clipnorm = {};
  std::optional<double> clipvalue = {};
  std::optional<double> global_clipnorm = {};
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<int64_t> ema_overwrite_frequency = {};
  std::optional<double> loss_scale_factor = {};
  std::optional<int64_t> gradient_accumulation_steps = {};
  std::string name = {};  // "rm_sprop" of the first RMSprop, then "rm_sprop_1", ...
};

/// The slots of one variable as flat runs, in the order of slots().
using Slots = std::span<const View>;

/// A copy is the same optimizer: what steps change is shared.
class Optimizer : public Object {
 public:
  static constexpr std::string_view family = "optimizer";
  static constexpr ClassNames names[] = {
#define KERATIN_CLASS(name, ...) {#name, {__VA_ARGS__}},
#include "keratin/optimizers/classes.inl"
  };
  using Family = Optimizer;
  static std::span<const RegistryEntry<Optimizer>> registry();
  /// A new optimizer with Keras's default arguments; capitals do not count. Throws ValueError for
  /// an unknown name.
  static std::shared_ptr<Optimizer> get(std::string_view name);

  ~Optimizer() override;

  /// Creates the slots (zeros) for these float32 variables. Throws DTypeError for another dtype,
  /// ValueError when it was built for other variables.
  void build(std::span<const Variable> variables);
  bool is_built() const;
  /// One step: divide by loss_scale_factor, clip, decay, update, average, count. An undefined
  /// gradient leaves its variable as it is. Allocates nothing after the first call. Throws
  /// ValueError before build and for another number of gradients, ShapeError for a gradient of
  /// another shape.
  void apply(std::span<const Tensor> gradients);
  /// The same; builds on first use.
  void apply(std::span<const Tensor> gradients, std::span<const Variable> variables);

  /// loss * loss_scale_factor, whose gradients apply() divides by it: small ones survive in narrow
  /// dtypes. The loss itself without one.
  Tensor scale_loss(const Tensor& loss) const;
  /// Whether scale_loss() does anything.
  bool scales_loss() const;

  /// The learning rate of the next step. A schedule counts every apply(), also those that only add
  /// to accumulated gradients.
  double learning_rate() const;
  /// Whether a schedule decides it; else it is part of the state.
  bool has_schedule() const;
  /// Throws ValueError when a schedule decides it, and for a negative one.
  void set_learning_rate(double value);
  /// Steps taken; with gradient accumulation, real updates.
  int64_t iterations() const;
  void set_iterations(int64_t iterations);
  const std::string& name() const;
  /// Variables do not decay in whose name one of these patterns is found: "bias", "^bias$".
  /// Replaces what an earlier call excluded. Throws ValueError for what is no pattern, and after
  /// build.
  void exclude_from_weight_decay(const std::vector<std::string>& var_names);
  /// The same for these variables, and those that the patterns find.
  void exclude_from_weight_decay(std::span<const Variable> var_list,
                                 const std::vector<std::string>& var_names = {});

  /// The numbers of the next step, where it is nothing but the rule and weight decay: no clipping,
  /// averaging, accumulation or scale of the loss. A compiled step applies them itself, and then
  /// calls count_step().
  std::optional<StepRule> next_rule() const;
  /// What weight decay multiplies weights by before the next step; 1 without it.
  float next_decay() const;
  void count_step();
  /// The variables and their slots, for a compiled step.
  std::vector<PlannedParameter> planned_parameters() const;

  /// The state beside the weights: slots by variable, then averages.
  std::vector<Variable> variables() const;
  /// What files hold beside the weights, in Keras's order: iteration (int64), learning_rate
  /// (float32; not where a schedule decides it), averages, accumulated gradients, slots. All but
  /// the first two lie in the optimizer's own memory.
  std::vector<Tensor> state() const;
  /// Takes what state() gave, here or of an optimizer like this one. Throws ValueError for another
  /// number of tensors, ShapeError for another shape; nothing is changed then.
  void set_state(const std::vector<Tensor>& state);
  /// Puts the moving averages in place of the weights when use_ema is set: the end of fit.
  void finalize_variable_values();

  /// What the arguments of every optimizer have in common; a name that is not given is auto_name's.
  template <class Options>
  static OptimizerOptions common(const Options& options, std::string_view class_name);
  /// What base_config() writes of an optimizer of yours that does not take it.
  static bool is_ignored_name(std::string_view name, const ConfigValue& value);

 protected:
  /// Throws ValueError, which names the argument, for negative learning rates and limits, and for
  /// more than one way of clipping.
  explicit Optimizer(OptimizerOptions options);
  Optimizer(const Optimizer&) = default;

  Config base_config() const;

  /// Names of the slots, "velocity", ...; at most four.
  virtual std::vector<std::string_view> slots() const = 0;
  /// How many of the first slots stand in files variable by variable; each of the others follows
  /// for all variables.
  virtual size_t interleaved_slots() const { return slots().size(); }
  /// The numbers of a step at that learning rate; none when only update() knows how.
  virtual std::optional<StepRule> rule(float learning_rate) const;
  /// Changes a flat, row-major run of weights in place: by the rule, unless overridden.
  virtual void update(Backend& backend, const View& weight, const ConstView& gradient, Slots slots,
                      float learning_rate);

 private:
  struct State;

  void check(std::span<const Tensor> gradients) const;
  bool accumulate(std::span<const Tensor> gradients);
  /// What gradients are multiplied by for loss_scale_factor; 1 once they are accumulated.
  double unscale() const;
  /// Finds the factor that global_clipnorm gives all gradients, with unscale() in it.
  void find_global_scale(std::span<const Tensor> gradients) const;
  /// The gradient of variable i: the accumulated one, or the given one.
  const Tensor& chosen(std::span<const Tensor> gradients, size_t i) const;
  /// The gradient of variable i as one flat run, clipped.
  Tensor prepared(size_t i, const Tensor& gradient) const;
  /// Variables i to end, which are one run, along the gradient that begins there.
  void step(size_t i, size_t end, const Tensor& gradient, float learning_rate);
  /// All variables along their gradients, or what has accumulated.
  void step_all(std::span<const Tensor> gradients, float learning_rate);
  void average(size_t i);

  std::shared_ptr<State> state_;
};

template <class Options>
OptimizerOptions Optimizer::common(const Options& options, std::string_view class_name) {
  OptimizerOptions result;
  fields::for_each(result, [&](std::string_view name, auto& member) {
    fields::for_each(options, [&](std::string_view given, const auto& value) {
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>,
                                   std::remove_cvref_t<decltype(member)>>) {
        if (given == name) member = value;
      }
    });
  });
  if (result.name.empty()) result.name = auto_name(class_name);
  return result;
}

/// Self, an optimizer with these arguments.
template <class Self, class Options = OptimizerOptions>
class OptimizerOf : public Described<Self, Options, Optimizer> {
 protected:
  using Described<Self, Options, Optimizer>::Described;
};

}  // namespace optimizers

using optimizers::LearningRate;
using optimizers::Optimizer;  ///< to derive from
using optimizers::OptimizerOf;
/// What an argument takes: a name, an object, a shared one, or nothing.
using AnyOptimizer = Choice<optimizers::Optimizer>;

}  // namespace keratin
