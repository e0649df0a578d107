// The keyword arguments of compile, with Keras's names and defaults, and how they stand in files.
#pragma once
#include <concepts>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "keratin/losses/loss.h"
#include "keratin/metrics/metric.h"
#include "keratin/optimizers/optimizer.h"

namespace keratin {

/// A loss for the output of that name.
struct NamedLoss {
  std::string output;
  AnyLoss loss;
};
/// The losses of a model: one for all outputs, "mse"; one each in their order, {"mse", "mae"}; or
/// by name, {{"priority", "binary_crossentropy"}, {"topic", "categorical_crossentropy"}}. An output
/// without a loss does not train.
class Losses {
 public:
  constexpr Losses() = default;
  template <size_t length>
  consteval Losses(const char (&literal)[length]) : one_(literal) {}  // NOLINT: all implicit
  template <class T>
  requires(std::constructible_from<AnyLoss, T> &&
           !std::derived_from<std::remove_cvref_t<T>, Losses>) Losses(T&& loss)  // NOLINT
      : one_(AnyLoss(std::forward<T>(loss))) {}
  Losses(std::initializer_list<AnyLoss> list);    // NOLINT
  Losses(std::initializer_list<NamedLoss> list);  // NOLINT
  Losses(const std::vector<AnyLoss>& list);       // NOLINT
  Losses(std::vector<NamedLoss> list);            // NOLINT
  Losses(const Losses& other);
  Losses(Losses&& other) noexcept;
  Losses& operator=(const Losses& other);
  Losses& operator=(Losses&& other) noexcept;
  constexpr ~Losses() {
    if (several_) destroy(several_);
  }

  bool is_some() const { return one_.is_some() || several_; }
  /// The loss of output k of these; nothing for an output without one. Throws ValueError for
  /// another number of losses, and for a name that is none of the outputs.
  AnyLoss of(size_t k, const std::vector<std::string>& outputs) const;

  /// As they were given: a name as a string, an object as its record. Throws ValueError for a
  /// function without a name.
  friend ConfigValue to_value(const Losses& x);
  friend void from_value(const ConfigValue& value, Losses& x);

 private:
  static void destroy(std::vector<NamedLoss>* several);

  AnyLoss one_;
  std::vector<NamedLoss>* several_ = nullptr;  // owned; a literal type cannot hold it by value
  bool are_named_ = false;
};

/// Metrics for the output of that name.
struct NamedMetrics {
  std::string output;
  std::vector<AnyMetric> metrics;
};
/// The metrics of a model: of its output, {"accuracy", "mse"}; of several outputs one each in their
/// order, {"accuracy", "mse"}, or lists of them; or by name, {{"topic", {"accuracy"}}}.
class Metrics {
 public:
  Metrics();
  Metrics(NoneType);  // NOLINT: all implicit
  Metrics(const Metrics& other);
  Metrics(Metrics&& other) noexcept;
  Metrics& operator=(const Metrics& other);
  Metrics& operator=(Metrics&& other) noexcept;
  ~Metrics();
  /// One metric: "mae".
  template <class T>
  requires(std::constructible_from<AnyMetric, T> &&
           !std::derived_from<std::remove_cvref_t<T>, Metrics>) Metrics(T&& metric)  // NOLINT
      : Metrics(One{}, AnyMetric(std::forward<T>(metric))) {}
  template <size_t length>
  Metrics(const char (&name)[length])  // NOLINT
      : Metrics(One{}, AnyMetric::named(name)) {}
  Metrics(std::initializer_list<AnyMetric> list);  // NOLINT
  Metrics(std::vector<AnyMetric> list);            // NOLINT
  /// Of names that are known when the program runs. Throws ValueError for an unknown one.
  Metrics(const std::vector<std::string>& names);               // NOLINT
  Metrics(std::initializer_list<NamedMetrics> list);            // NOLINT
  Metrics(std::vector<NamedMetrics> list);                      // NOLINT
  Metrics(std::vector<std::vector<AnyMetric>> of_each_output);  // NOLINT

  /// Those of output k. Throws ValueError for a list of another length than the outputs, where they
  /// are several, and for a name that is none of them.
  std::vector<AnyMetric> of(size_t k, const std::vector<std::string>& outputs) const;

  friend ConfigValue to_value(const Metrics& x);
  friend void from_value(const ConfigValue& value, Metrics& x);

 private:
  struct One {};
  Metrics(One, AnyMetric metric);

  enum class Form : uint8_t { none, listed, named };
  struct Entry {
    std::string output = {};
    std::vector<AnyMetric> metrics = {};
    bool is_list = true;  // whether a list was given for the output, or one metric, or None
  };
  Form form_ = Form::none;
  std::vector<Entry> entries_;
};

/// What the loss of each output counts: 0.5 of the only one; {1, 0.2}, or {{"priority", 1},
/// {"topic", 0.2}}.
class LossWeights {
 public:
  LossWeights();
  LossWeights(double of_the_only_output);           // NOLINT: all implicit
  LossWeights(std::initializer_list<double> list);  // NOLINT
  LossWeights(std::initializer_list<std::pair<std::string, double>> list);
  LossWeights(const std::vector<double>& list);  // NOLINT
  LossWeights(const LossWeights& other);
  LossWeights(LossWeights&& other) noexcept;
  LossWeights& operator=(const LossWeights& other);
  LossWeights& operator=(LossWeights&& other) noexcept;
  ~LossWeights();

  /// Throws ValueError for one that is not finite.
  void check() const;
  /// Of output k; 1 where nothing is said. Throws ValueError as Losses::of.
  double of(size_t k, const std::vector<std::string>& outputs) const;

  friend ConfigValue to_value(const LossWeights& x);
  friend void from_value(const ConfigValue& value, LossWeights& x);

 private:
  enum class Form : uint8_t { none, number, listed, named };
  Form form_ = Form::none;
  std::vector<std::pair<std::string, double>> weights_;
};

/// Keras's jit_compile: "auto", true or false.
class JitCompile {
 public:
  constexpr JitCompile(bool value) : value_(value) {}  // NOLINT: implicit
  consteval JitCompile(const char (&literal)[5])       // NOLINT
      : is_auto_(std::string_view(literal) == "auto") {
    if (!is_auto_) unknown_name_in_this_family();
  }
  constexpr bool is_auto() const { return is_auto_; }
  constexpr bool value() const { return value_; }

 private:
  bool is_auto_ = false;
  bool value_ = true;
};

struct CompileOptions {
  AnyOptimizer optimizer = "rmsprop";
  Losses loss = {};
  LossWeights loss_weights = {};
  Metrics metrics = {};
  /// Metrics that see the sample weights.
  Metrics weighted_metrics = {};
  /// Runs the layers one by one on the tape, instead of steps that the backend has compiled or that
  /// were recorded: the same results but for rounding, slower, and a debugger sees every layer.
  bool run_eagerly = false;
  /// Kept for files: how many batches Keras takes in one call of its runtime. Here a batch costs no
  /// such call.
  int64_t steps_per_execution = 1;
  /// Kept for files: whether Keras uses XLA. Here the backend compiles what it can, unless
  /// run_eagerly is set.
  JitCompile jit_compile = "auto";
  /// Scales the loss under the policy "mixed_float16", which is not there yet.
  bool auto_scale_loss = true;
};

/// The configuration of these, as Keras's Model.get_compile_config() writes it. Throws ValueError
/// for a function without a name; see register_keras_serializable.
Config to_config(const CompileOptions& options);
/// Back from it; None and what is not there are the defaults. Throws ValueError for unknown names
/// and classes.
CompileOptions compile_options_from(const Config& config);

}  // namespace keratin
