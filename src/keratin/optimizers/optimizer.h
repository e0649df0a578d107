// The base of all optimizers: it owns the learning rate, clipping, weight decay, the moving average
// of the weights, gradient accumulation and the slots; a derived class is one pass over a flat run.
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
#include "keratin/base/choice.h"
#include "keratin/optimizers/learning_rate.h"

namespace keratin {
namespace optimizers {

/// What the options of every optimizer have in common; see optimizer_options().
struct OptimizerOptions {
  LearningRate learning_rate;
  std::optional<double> weight_decay;
  std::optional<double> clipnorm;
  std::optional<double> clipvalue;
  std::optional<double> global_clipnorm;
  bool use_ema;
  double ema_momentum;
  std::optional<int64_t> ema_overwrite_frequency;
  std::optional<int64_t> gradient_accumulation_steps;
  std::string name;
};

/// The common part of an options struct.
template <class Options>
OptimizerOptions optimizer_options(const Options& options) {
  return {options.learning_rate,
          options.weight_decay,
          options.clipnorm,
          options.clipvalue,
          options.global_clipnorm,
          options.use_ema,
          options.ema_momentum,
          options.ema_overwrite_frequency,
          options.gradient_accumulation_steps,
          options.name};
}

/// The slots of one variable as flat runs, in the order of slots().
using Slots = std::span<const View>;

class Optimizer {
 public:
  static constexpr std::string_view family = "optimizer";
  static constexpr std::string_view names[] = {"sgd", "rmsprop", "adam", "adamw",
                                               "SGD", "RMSprop", "Adam", "AdamW"};
  /// A new optimizer with Keras's default arguments. Throws ValueError for an unknown name.
  static std::shared_ptr<Optimizer> get(std::string_view name);

  virtual ~Optimizer();

  /// Creates the slots (zeros) for these float32 variables. Throws DTypeError for another dtype,
  /// ValueError when it was built for other variables.
  void build(std::span<const Variable> variables);
  bool is_built() const { return is_built_; }
  /// One step: clip, decay, update, average, count. An undefined gradient leaves its variable as it
  /// is. Allocates nothing after the first call. Throws ValueError before build and for another
  /// number of gradients, ShapeError for a gradient of another shape.
  void apply(std::span<const Tensor> gradients);
  /// The same; builds on first use.
  void apply(std::span<const Tensor> gradients, std::span<const Variable> variables);

  /// The learning rate of the next step.
  double learning_rate() const { return options_.learning_rate.at(iterations_); }
  /// Throws ValueError when a schedule decides it.
  void set_learning_rate(double value);
  /// Steps taken; with gradient accumulation, real updates.
  int64_t iterations() const { return iterations_; }
  void set_iterations(int64_t iterations) { iterations_ = iterations; }
  const std::string& name() const { return options_.name; }
  const OptimizerOptions& options() const { return options_; }
  /// Keras's class name, "RMSprop".
  virtual std::string_view class_name() const = 0;
  /// Variables whose name contains one of these words do not decay.
  void exclude_from_weight_decay(std::vector<std::string> words);

  /// The numbers of the next step, where it is nothing but the rule and weight decay: no clipping,
  /// averaging or accumulation. A compiled step applies them itself, and then calls count_step().
  std::optional<StepRule> next_rule() const;
  /// What weight decay multiplies weights by before the next step; 1 without it.
  float next_decay() const;
  void count_step() { ++iterations_; }
  /// The variables and their slots, for a compiled step.
  std::vector<PlannedParameter> planned_parameters() const;

  /// The state beside the weights, for saving: slots by variable, then averages.
  std::vector<Variable> variables() const;
  /// Puts the moving averages in place of the weights when use_ema is set: the end of fit.
  void finalize_variable_values();

 protected:
  explicit Optimizer(OptimizerOptions options);
  Optimizer(Optimizer&&) noexcept;

  /// Names of the slots, "velocity", ...; at most four.
  virtual std::vector<std::string_view> slots() const = 0;
  /// The numbers of a step at that learning rate; none when only update() knows how.
  virtual std::optional<StepRule> rule(float learning_rate) const;
  /// Changes a flat, row-major run of weights in place: by the rule, unless overridden.
  virtual void update(Backend& backend, const View& weight, const ConstView& gradient, Slots slots,
                      float learning_rate);

 private:
  struct State;

  void check(std::span<const Tensor> gradients) const;
  bool accumulate(std::span<const Tensor> gradients);
  /// The factor that global_clipnorm gives all gradients; 1 without it.
  double global_scale(std::span<const Tensor> gradients) const;
  /// The gradient of variable i: the accumulated one, or the given one.
  const Tensor& chosen(std::span<const Tensor> gradients, size_t i) const;
  /// The gradient of variable i as one flat run, clipped.
  Tensor prepared(size_t i, const Tensor& gradient, double scale) const;
  void step(size_t i, const Tensor& gradient, float learning_rate);
  void average(size_t i);

  OptimizerOptions options_;
  std::unique_ptr<State> state_;
  int64_t iterations_ = 0;
  bool is_built_ = false;
};

}  // namespace optimizers

using optimizers::Optimizer;  ///< to derive from
/// What an argument takes: a name, an object, a shared one, or nothing.
using AnyOptimizer = Choice<optimizers::Optimizer>;

}  // namespace keratin
