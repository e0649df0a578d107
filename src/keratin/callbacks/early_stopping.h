// Ends the training when a log has stopped to improve.
#pragma once
#include <optional>

#include "keratin/callbacks/callback.h"

namespace keratin::callbacks {

struct EarlyStoppingOptions {
  std::string monitor = "val_loss";
  double min_delta = 0;  // smaller changes are no improvement
  int64_t patience = 0;  // epochs without improvement that are borne
  int verbose = 0;
  std::string mode = "auto";  // "min", "max", or "auto": ask the metric
  std::optional<double> baseline = {};
  bool restore_best_weights = false;
  int64_t start_from_epoch = 0;
};

/// Stops when `monitor` has not improved for `patience` epochs. Throws ValueError for an unknown
/// mode, and, in mode "auto", for a log whose better direction nobody knows.
class EarlyStopping final : public Callback {
 public:
  explicit EarlyStopping(EarlyStoppingOptions options = {});

  void on_train_begin() override;
  void on_epoch_end(int64_t epoch, Logs& logs) override;
  void on_train_end(const Logs& logs) override;
  CallbackState state() const override;
  void set_state(const CallbackState& state) override;

  int64_t stopped_epoch() const { return stopped_epoch_; }
  int64_t best_epoch() const { return best_epoch_; }
  double best() const { return best_; }

 private:
  bool is_improvement(double value, double reference) const;

  EarlyStoppingOptions options_;
  int direction_ = 0;  // 0: not asked yet
  int64_t wait_ = 0;
  int64_t stopped_epoch_ = 0;
  int64_t best_epoch_ = 0;
  bool has_best_ = false;
  double best_ = 0;
  std::vector<Tensor> best_weights_;
};

}  // namespace keratin::callbacks
