// The keyword arguments of fit, evaluate and predict, with Keras's names and defaults; those of
// compile stand in compile_options.h.
#pragma once
#include <utility>
#include <vector>

#include "keratin/callbacks/any_callback.h"
#include "keratin/models/compile_options.h"
#include "keratin/models/data.h"

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

/// Data that fit evaluates after each epoch.
struct ValidationData {
  Data x = {};
  Data y = {};
  Data sample_weight = {};
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
  /// Weights of the samples: one tensor for all outputs, or one each.
  Data sample_weight = {};
  int64_t initial_epoch = 0;
  /// batch_size when 0.
  int64_t validation_batch_size = 0;
  /// Every how many epochs the validation data are evaluated.
  int64_t validation_freq = 1;
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
  int64_t batch_size = 32;
  Verbose verbose = "auto";
  Data sample_weight = {};
  std::vector<AnyCallback> callbacks = {};
};

struct PredictOptions {
  int64_t batch_size = 32;
  Verbose verbose = "auto";
  std::vector<AnyCallback> callbacks = {};
};

}  // namespace keratin
