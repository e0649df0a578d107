// Saves the model while it trains.
#pragma once
#include <optional>
#include <string>

#include "keratin/callbacks/callback.h"
#include "keratin/callbacks/save_freq.h"

namespace keratin::callbacks {

struct ModelCheckpointOptions {
  std::string monitor = "val_loss";
  int verbose = 0;
  bool save_best_only = false;
  bool save_weights_only = false;
  std::string mode = "auto";  // "min", "max", or "auto": ask the metric
  SaveFreq save_freq = "epoch";
  /// What the first value must be better than.
  std::optional<double> initial_value_threshold = {};
};

/// Saves to `filepath`, in which Python's fields are filled: "{epoch:02d}-{val_loss:.2f}.keras".
/// Folders are made. Throws ValueError for an end that does not suit (".weights.h5",
/// ".weights.json" or ".safetensors" with save_weights_only, else ".keras" or ".h5"), for fields
/// that no log has, and as EarlyStopping for `mode`.
class ModelCheckpoint final : public Callback {
 public:
  explicit ModelCheckpoint(std::string filepath, ModelCheckpointOptions options = {});

  void on_epoch_begin(int64_t epoch) override;
  void on_train_batch_end(int64_t batch, const Logs& logs) override;
  void on_epoch_end(int64_t epoch, Logs& logs) override;
  bool looks_at_batches() const override { return !options_.save_freq.is_epoch(); }
  bool has_batch_hooks() const override { return !options_.save_freq.is_epoch(); }
  CallbackState state() const override;
  void set_state(const CallbackState& state) override;

  /// The best value so far of the monitored log.
  std::optional<double> best() const { return best_; }

 private:
  std::string path_for(std::optional<int64_t> batch, const Logs& logs) const;
  bool is_due(const Logs& logs, const std::string& path);
  void save(std::optional<int64_t> batch, const Logs& logs);

  std::string filepath_;
  ModelCheckpointOptions options_;
  int64_t epoch_ = 0;
  int64_t batches_ = 0;  // since the last file
  std::optional<double> best_;
};

}  // namespace keratin::callbacks
