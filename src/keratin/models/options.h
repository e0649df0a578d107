// The keyword arguments of compile, fit, evaluate and predict, with Keras's names and defaults.
#pragma once
#include <utility>
#include <vector>

#include "keratin/callbacks/any_callback.h"
#include "keratin/losses/loss.h"
#include "keratin/metrics/metric.h"
#include "keratin/optimizers/optimizer.h"

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

struct CompileOptions {
  AnyOptimizer optimizer = "rmsprop";
  AnyLoss loss = {};
  std::vector<AnyMetric> metrics = {};
  /// Metrics that see the sample weights.
  std::vector<AnyMetric> weighted_metrics = {};
  /// Runs the layers one by one on the tape, instead of steps that the backend has compiled: the
  /// same results but for rounding, slower, and a debugger sees every layer.
  bool run_eagerly = false;
};

/// Data that fit evaluates after each epoch.
struct ValidationData {
  Tensor x = {};
  Tensor y = {};
  Tensor sample_weight = {};
};

/// Weights of the classes, {{0, 1.0}, {7, 2.5}}; the others have 1.
using ClassWeight = std::vector<std::pair<int64_t, double>>;

struct FitOptions {
  int64_t batch_size = 32;
  int64_t epochs = 1;
  Verbose verbose = "auto";
  std::vector<AnyCallback> callbacks = {};
  /// The last part of the data, before shuffling, that is kept from training and evaluated.
  double validation_split = 0;
  ValidationData validation_data = {};
  bool shuffle = true;
  ClassWeight class_weight = {};
  Tensor sample_weight = {};
  int64_t initial_epoch = 0;
  /// batch_size when 0.
  int64_t validation_batch_size = 0;
  /// Every how many epochs the validation data are evaluated.
  int64_t validation_freq = 1;
};

struct SummaryOptions {
  /// Columns of the table; 0: as wide as the terminal, at most 88.
  int line_length = 0;
  /// Also how the steps of training run, see Model::plan_text().
  bool show_plan = false;
};

struct EvaluateOptions {
  int64_t batch_size = 32;
  Verbose verbose = "auto";
  Tensor sample_weight = {};
  std::vector<AnyCallback> callbacks = {};
};

struct PredictOptions {
  int64_t batch_size = 32;
  Verbose verbose = "auto";
  std::vector<AnyCallback> callbacks = {};
};

}  // namespace keratin
