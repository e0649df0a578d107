// The keyword arguments of compile, fit, evaluate and predict, with Keras's names and defaults.
#pragma once
#include <concepts>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "keratin/callbacks/any_callback.h"
#include "keratin/losses/loss.h"
#include "keratin/metrics/metric.h"
#include "keratin/models/validation.h"
#include "keratin/optimizers/optimizer.h"
#include "keratin/tensor/data.h"

namespace keratin {

/// How much is printed: 0 nothing, 1 a progress bar, 2 one line an epoch. "auto" is 1 on a terminal
/// and 2 elsewhere, so that log files hold no bars.
class Verbose {
 public:
  constexpr Verbose(int level) : level_(level) {}       // NOLINT: implicit on purpose
  consteval Verbose(const char (&)[5]) : level_(-1) {}  // NOLINT: "auto"
  constexpr bool is_auto() const { return level_ < 0; }
  constexpr int level() const { return level_; }

 private:
  int level_;
};

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
  constexpr Losses(const Losses& other)
      : one_(other.one_),
        several_(other.several_ ? new std::vector<NamedLoss>(*other.several_) : nullptr),
        are_named_(other.are_named_) {}
  constexpr Losses& operator=(Losses other) noexcept {
    std::swap(one_, other.one_);
    std::swap(several_, other.several_);
    std::swap(are_named_, other.are_named_);
    return *this;
  }
  constexpr ~Losses() { delete several_; }

  bool is_some() const { return one_.is_some() || several_; }
  /// The loss of output k of these; nothing for an output without one. Throws ValueError for
  /// another number of losses, and for a name that is none of the outputs.
  AnyLoss of(size_t k, const std::vector<std::string>& outputs) const;

 private:
  AnyLoss one_;
  std::vector<NamedLoss>* several_ = nullptr;  // owned; a literal type cannot hold it by value
  bool are_named_ = false;
};

/// Metrics for the output of that name.
struct NamedMetrics {
  std::string output;
  std::vector<AnyMetric> metrics;
};
/// The metrics of a model: for all outputs, {"accuracy"}, or by name, {{"topic", {"accuracy"}}}.
class Metrics {
 public:
  Metrics() = default;
  Metrics(std::initializer_list<AnyMetric> list) : all_(list) {}       // NOLINT
  Metrics(std::vector<AnyMetric> list) : all_(std::move(list)) {}      // NOLINT
  Metrics(std::initializer_list<NamedMetrics> list) : named_(list) {}  // NOLINT

  /// Those of output k. Throws ValueError for a name that is none of the outputs.
  std::vector<AnyMetric> of(size_t k, const std::vector<std::string>& outputs) const;

 private:
  std::vector<AnyMetric> all_;
  std::vector<NamedMetrics> named_;
};

/// What the loss of each output counts: {1, 0.2} or {{"priority", 1}, {"topic", 0.2}}.
class LossWeights {
 public:
  LossWeights() = default;
  LossWeights(std::initializer_list<double> list) : list_(list) {}  // NOLINT
  LossWeights(std::initializer_list<std::pair<std::string, double>> list) : named_(list) {}
  LossWeights(std::vector<double> list) : list_(std::move(list)) {}  // NOLINT

  /// Of output k; 1 where nothing is said. Throws ValueError as Losses::of.
  double of(size_t k, const std::vector<std::string>& outputs) const;

 private:
  std::vector<double> list_;
  std::vector<std::pair<std::string, double>> named_;
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
};

/// Weights of the classes, {{0, 1.0}, {7, 2.5}}; the others have 1.
using ClassWeight = std::vector<std::pair<int64_t, double>>;

struct FitOptions {
  /// 32 when it is not given, or what makes `steps_per_epoch` batches. Not for sources.
  std::optional<int64_t> batch_size = {};
  int64_t epochs = 1;
  Verbose verbose = "auto";
  std::vector<AnyCallback> callbacks = {};
  /// The last part of the data, before shuffling, that is kept from training and evaluated.
  double validation_split = 0;
  ValidationData validation_data = {};
  /// Whether each pass has another order: of samples, or of the batches of a PyDataset.
  bool shuffle = true;
  ClassWeight class_weight = {};
  /// Weights of the samples: one tensor for all outputs, or one each.
  Data sample_weight = {};
  int64_t initial_epoch = 0;
  /// Batches in an epoch; the next epoch goes on where it stopped. All when it is not given.
  std::optional<int64_t> steps_per_epoch = {};
  /// Batches of the validation data; all when it is not given.
  std::optional<int64_t> validation_steps = {};
  /// batch_size when it is not given.
  std::optional<int64_t> validation_batch_size = {};
  ValidationFreq validation_freq = 1;
};

struct SummaryOptions {
  /// Columns of the table; 0: as wide as the terminal, at most 88.
  int line_length = 0;
  /// Shows the layers of nested models too.
  bool expand_nested = false;
  /// Whether each layer trains: Y or N.
  bool show_trainable = false;
  /// Also how the steps of training run, see Model::plan_text().
  bool show_plan = false;
};

struct EvaluateOptions {
  std::optional<int64_t> batch_size = {};  // as in FitOptions
  Verbose verbose = "auto";
  Data sample_weight = {};
  /// Batches at most; all when it is not given.
  std::optional<int64_t> steps = {};
  std::vector<AnyCallback> callbacks = {};
};

struct PredictOptions {
  std::optional<int64_t> batch_size = {};  // as in FitOptions
  Verbose verbose = "auto";
  /// Batches at most; all when it is not given.
  std::optional<int64_t> steps = {};
  std::vector<AnyCallback> callbacks = {};
};

}  // namespace keratin
