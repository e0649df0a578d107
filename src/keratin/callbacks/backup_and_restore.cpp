#include "keratin/callbacks/backup_and_restore.h"

#include <filesystem>

#include "keratin/base/error.h"
#include "keratin/base/file_internal.h"
#include "keratin/base/text.h"
#include "keratin/base/warning_internal.h"

namespace keratin::callbacks {
namespace {

std::string latest_in(const std::string& folder) { return folder + "/latest.weights.h5"; }
std::string one_before_in(const std::string& folder) { return latest_in(folder) + ".bkp"; }

}  // namespace

BackupAndRestore::BackupAndRestore(std::string backup_dir, BackupAndRestoreOptions options)
    : folder_(std::move(backup_dir)), options_(options) {
  if (folder_.empty()) throw_value_error("Empty `backup_dir` argument passed");
}

void BackupAndRestore::on_train_begin() {
  batches_ = 0;
  const std::string latest = latest_in(folder_), before = one_before_in(folder_);
  if (!file_exists(latest) && !file_exists(before)) return;
  try {
    model().go_on_from(latest);
  } catch (const FileError& error) {
    if (!file_exists(before)) throw;
    warn(text("BackupAndRestore takes the file before the last one: ", error.what()));
    model().go_on_from(before);
  }
}

void BackupAndRestore::on_train_batch_end(int64_t, const Logs&) {
  if (options_.save_freq.is_epoch() || ++batches_ < options_.save_freq.batches()) return;
  batches_ = 0;
  back_up();
}

void BackupAndRestore::on_epoch_end(int64_t, Logs&) {
  if (options_.save_freq.is_epoch() && !model().is_interrupted()) back_up();
}

void BackupAndRestore::back_up() {
  std::error_code failure;
  std::filesystem::create_directories(folder_, failure);
  if (failure) throw_file_error(text(folder_, ": cannot be made: ", failure.message()));
  const std::string latest = latest_in(folder_);
  if (options_.double_checkpoint && file_exists(latest)) {
    std::filesystem::rename(latest, one_before_in(folder_), failure);
    if (failure) throw_file_error(text(latest, ": cannot be renamed: ", failure.message()));
  }
  model().back_up(latest);
}

void BackupAndRestore::on_train_end(const Logs&) {
  std::error_code ignored;
  if (options_.delete_checkpoint && !model().is_interrupted()) {
    std::filesystem::remove_all(folder_, ignored);
  }
}

CallbackState BackupAndRestore::state() const { return {.config = {{"batches", batches_}}}; }
void BackupAndRestore::set_state(const CallbackState& state) {
  batches_ = state.config["batches"].as_integer();
}

}  // namespace keratin::callbacks
