// A training that survives the end of its process.
#pragma once
#include <string>

#include "keratin/callbacks/callback.h"
#include "keratin/callbacks/save_freq.h"

namespace keratin::callbacks {

struct BackupAndRestoreOptions {
  SaveFreq save_freq = "epoch";
  /// Whether the file before the last one is kept too.
  bool double_checkpoint = false;
  /// Whether the folder is removed when the training has ended.
  bool delete_checkpoint = true;
};

/// Keeps what training needs to go on in `backup_dir`/latest.weights.h5, which Keras's load_weights
/// reads. A program that was killed and is started again goes on there, and ends with the weights
/// and the History that it would have had, to the last bit; batches that the program itself makes
/// (a generator) begin where it begins them. Throws ValueError for an empty folder name, FileError
/// for a file that does not belong to this model.
class BackupAndRestore final : public Callback {
 public:
  explicit BackupAndRestore(std::string backup_dir, BackupAndRestoreOptions options = {});

  void on_train_begin() override;
  void on_train_batch_end(int64_t batch, const Logs& logs) override;
  void on_epoch_end(int64_t epoch, Logs& logs) override;
  void on_train_end(const Logs& logs) override;
  bool looks_at_batches() const override { return !options_.save_freq.is_epoch(); }
  bool has_batch_hooks() const override { return !options_.save_freq.is_epoch(); }
  CallbackState state() const override;
  void set_state(const CallbackState& state) override;

 private:
  void back_up();

  std::string folder_;
  BackupAndRestoreOptions options_;
  int64_t batches_ = 0;  // since the last file
};

}  // namespace keratin::callbacks
