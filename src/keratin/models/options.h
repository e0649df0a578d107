// The keyword arguments of fit, evaluate and predict, with Keras's names and defaults; those of
// compile stand in compile_options.h.
#pragma once
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "keratin/callbacks/any_callback.h"
#include "keratin/models/compile_options.h"
#include "keratin/models/validation.h"
#include "keratin/tensor/data.h"

namespace keratin {

/// How much is printed: 0 nothing, 1 a progress bar, 2 no bar, one line at the end of each epoch.
/// "auto" is 1 on a terminal and in a notebook; elsewhere `fit` prints a line an epoch that begins
/// with the epoch's number, and `evaluate` and `predict` nothing, so that log files hold no bars.
/// Another number throws ValueError, another word does not compile.
class Verbose {
 public:
  constexpr Verbose(int level) : level_(level) {  // NOLINT: implicit on purpose
    if (level < 0 || level > 2) throw_unknown(level);
  }
  template <size_t length>
  consteval Verbose(const char (&word)[length]) : level_(-1) {  // NOLINT: implicit on purpose
    if (std::string_view(word) != "auto") unknown_name_in_this_family();
  }
  /// A word that is known only when the program runs. Throws ValueError for another than "auto".
  static Verbose named(std::string_view word);
  Verbose(const std::string& word) : Verbose(named(word)) {}  // NOLINT: implicit on purpose

  constexpr bool is_auto() const { return level_ < 0; }
  constexpr int level() const { return level_; }

 private:
  [[noreturn]] static void throw_unknown(int level);

  int level_;
};

/// Weights of the classes, {{0, 1.0}, {7, 2.5}}; the others have 1.
using ClassWeight = std::vector<std::pair<int64_t, double>>;

struct FitOptions {
  /// 32 when it is not given, or what makes `steps_per_epoch` batches. Not for sources.
  std::optional<int64_t> batch_size = {};
  int64_t epochs = 1;
  Verbose verbose = "auto";
  Callbacks callbacks = {};
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
  Callbacks callbacks = {};
};

struct PredictOptions {
  std::optional<int64_t> batch_size = {};  // as in FitOptions
  Verbose verbose = "auto";
  /// Batches at most; all when it is not given.
  std::optional<int64_t> steps = {};
  Callbacks callbacks = {};
};

}  // namespace keratin
