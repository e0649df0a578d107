#include "keratin/callbacks/model_checkpoint.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/base/warning_internal.h"
#include "keratin/callbacks/monitor_internal.h"
#include "keratin/callbacks/path_fields_internal.h"

namespace keratin::callbacks {

void SaveFreq::throw_unknown(int64_t batches) {
  throw_value_error(
      text("save_freq is \"epoch\" or a number of batches from 1 on, received ", batches));
}

ModelCheckpoint::ModelCheckpoint(std::string filepath, ModelCheckpointOptions options)
    : filepath_(std::move(filepath)),
      options_(std::move(options)),
      best_(options_.initial_value_threshold) {
  check_mode("ModelCheckpoint", options_.mode);
  const auto ends_with = [&](std::string_view end) { return filepath_.ends_with(end); };
  if (options_.save_weights_only) {
    if (ends_with(".weights.h5") || ends_with(".weights.json") || ends_with(".safetensors")) return;
    throw_value_error(
        text("ModelCheckpoint: with save_weights_only the filepath ends in "
             "`.weights.h5`, received '",
             filepath_, "'"));
  }
  if (ends_with(".keras") || (ends_with(".h5") && !ends_with(".weights.h5"))) return;
  throw_value_error(
      text("ModelCheckpoint: the filepath ends in `.keras`, received '", filepath_, "'"), {},
      ends_with(".weights.h5") ? "pass .save_weights_only = true" : "");
}

void ModelCheckpoint::on_epoch_begin(int64_t epoch) { epoch_ = epoch; }

void ModelCheckpoint::on_train_batch_end(int64_t batch, const Logs& logs) {
  if (options_.save_freq.is_epoch() || ++batches_ < options_.save_freq.batches()) return;
  batches_ = 0;
  save(batch, logs);
}

void ModelCheckpoint::on_epoch_end(int64_t, Logs& logs) {
  if (options_.save_freq.is_epoch()) save({}, logs);
}

std::string ModelCheckpoint::path_for(std::optional<int64_t> batch, const Logs& logs) const {
  std::vector<PathField> fields = {{"epoch", epoch_ + 1}};
  if (batch && !logs.find("batch")) fields.emplace_back("batch", *batch + 1);
  fields.insert(fields.end(), logs.begin(), logs.end());
  return fill_path(filepath_, fields);
}

// Whether the file is written; the best value is noted on the way.
bool ModelCheckpoint::is_due(const Logs& logs, const std::string& path) {
  const auto say = [&](const std::string& what) {
    if (options_.verbose > 0) fmt::print("\nEpoch {}: {}\n", epoch_ + 1, what);
  };
  if (!options_.save_best_only) {
    say("saving model to " + path);
    return true;
  }
  const int direction = direction_of("ModelCheckpoint", options_.monitor, options_.mode, model());
  const double* current = logs.find(options_.monitor);
  if (!current) {
    warn(text("Can save best model only with ", options_.monitor, " available."));
    return true;
  }
  const std::string before = best_ ? fmt::format("{:.5f}", *best_) : "None";
  if (best_ && !(direction > 0 ? *current > *best_ : *current < *best_)) {
    say(fmt::format("{} did not improve from {}", options_.monitor, before));
    return false;
  }
  say(fmt::format("{} improved from {} to {:.5f}, saving model to {}", options_.monitor, before,
                  *current, path));
  best_ = *current;
  return true;
}

void ModelCheckpoint::save(std::optional<int64_t> batch, const Logs& logs) {
  const std::string path = path_for(batch, logs);
  if (!is_due(logs, path)) return;
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code failure;
  if (!folder.empty()) std::filesystem::create_directories(folder, failure);
  if (failure) throw_file_error(text(folder.string(), ": cannot be made: ", failure.message()));
  if (options_.save_weights_only) {
    model().save_weights(path);
  } else {
    model().save(path);
  }
  if (options_.verbose > 0) {
    fmt::print("\nEpoch {}: finished saving model to {}\n", epoch_ + 1, path);
  }
}

CallbackState ModelCheckpoint::state() const {
  return {.config = {{"batches", batches_}, {"best", best_ ? ConfigValue(*best_) : ConfigValue()}}};
}

void ModelCheckpoint::set_state(const CallbackState& state) {
  batches_ = state.config["batches"].as_integer();
  best_ = {};
  if (!state.config["best"].is_none()) best_ = state.config["best"].as_number();
}

}  // namespace keratin::callbacks
