// One call of fit, from the check of its arguments to the History.
#pragma once
#include <optional>

#include "keratin/models/epoch_iterator_internal.h"
#include "keratin/models/interrupt_internal.h"
#include "keratin/models/model.h"
#include "keratin/utils/progbar.h"

namespace keratin::models {

/// 0, 1 or 2; "auto" is 1 on a terminal and 2 elsewhere.
int resolved_verbose(Verbose verbose);

class FitRun {
 public:
  FitRun(Model& model, const Data& x, const Data& y, const FitOptions& options);
  FitRun(Model& model, const Source& source, const FitOptions& options);
  History run();

  /// Once the hooks at hand have run, writes what this run needs to go on.
  void back_up_to(std::string path) { backup_ = std::move(path); }
  bool is_interrupted() const { return interrupt_.is_interrupted(); }
  /// Goes on where that file was written.
  void go_on_from(const std::string& path);

 private:
  FitRun(Model& model, const FitOptions& options);
  void check() const;
  /// The options that the batches of a source say themselves.
  void check_source(const Source& source) const;
  /// Takes the last rows out of the data, which become the validation data.
  Batches split(const Batches& all, int64_t batch_size);
  void set_validation(Batches data);
  ShuffleKeys shuffle_keys();
  /// Where nobody chose: a line an epoch, with the epoch's number in it.
  bool is_brief() const { return verbose_ == 2 && options_.verbose.is_auto(); }
  bool has_validation() const { return validation_ || options_.validation_data.source; }
  void run_epoch(int64_t epoch);
  void run_batches(int64_t epoch, utils::Progbar& bar);
  void keep_logs(const Logs& own, bool is_first);
  void validate();
  void report(int64_t epoch, utils::Progbar& bar);
  template <class F>
  void for_each_callback(F f) {
    for (const AnyCallback& callback : options_.callbacks) f(*callback);
    // Last: it keeps what the others add to the logs.
    f(static_cast<callbacks::Callback&>(history_));
  }
  // See run_state.cpp.
  void write_backup(int64_t epoch, const EpochIterator::Place& place);
  void restore_callbacks();
  void restore_random_streams(const ConfigValue::List& saved);
  void restore_epoch();

  Model& model_;
  FitOptions options_;
  std::optional<EpochIterator> epochs_;
  std::optional<EpochIterator> validation_;  // that of a source begins when it is asked first
  int verbose_;
  callbacks::Params params_;
  int64_t bar_target_ = -1;  // -1 until an epoch of unknown length has ended
  History history_;
  Logs logs_;
  size_t training_logs_ = 0;  // how many of them are of training, not of validation
  int64_t steps_ = 0;         // of the epoch at hand
  InterruptGuard interrupt_;
  std::string backup_;  // the file that is wanted; empty: none
  /// What a file said, until it is taken up.
  struct Resumed {
    Config state;
    std::vector<Tensor> tensors;  // of metrics, then of callbacks
  };
  std::optional<Resumed> resumed_;
};

}  // namespace keratin::models
