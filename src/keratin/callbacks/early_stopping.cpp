#include "keratin/callbacks/early_stopping.h"

#include <cmath>

#include "keratin/base/arguments_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/output_internal.h"
#include "keratin/base/text.h"
#include "keratin/callbacks/monitor_internal.h"

namespace keratin::callbacks {

EarlyStopping::EarlyStopping(EarlyStoppingOptions options) : options_(std::move(options)) {
  check_finite("EarlyStopping", "min_delta", options_.min_delta);
  options_.min_delta = std::abs(options_.min_delta);
  check_at_least("EarlyStopping", "patience", options_.patience, 0);
  check_at_least("EarlyStopping", "start_from_epoch", options_.start_from_epoch, 0);
  check_finite("EarlyStopping", "baseline", options_.baseline.value_or(0));
  check_mode("EarlyStopping", options_.mode);
}

void EarlyStopping::on_train_begin() {
  wait_ = 0;
  stopped_epoch_ = 0;
  best_epoch_ = 0;
  has_best_ = false;
  best_weights_.clear();
  direction_ = 0;
}

bool EarlyStopping::is_improvement(double value, double reference) const {
  return direction_ > 0 ? value - options_.min_delta > reference
                        : value + options_.min_delta < reference;
}

void EarlyStopping::on_epoch_end(int64_t epoch, Logs& logs) {
  if (direction_ == 0) {  // before the first batch no metric is made
    direction_ = direction_of("EarlyStopping", options_.monitor, options_.mode, model());
  }
  const double* current = logs.find(options_.monitor);
  if (!current) {
    std::string names;
    for (const auto& [name, value] : logs) names += (names.empty() ? "" : ",") + name;
    write_error_output(text("Early stopping conditioned on metric `", options_.monitor,
                            "` which is not available. Available metrics are: ", names, "\n"));
    return;
  }
  if (epoch < options_.start_from_epoch) return;
  if (options_.restore_best_weights && best_weights_.empty()) {
    best_weights_ = model().get_weights();
    best_epoch_ = epoch;
  }
  ++wait_;
  if (!has_best_ || is_improvement(*current, best_)) {
    has_best_ = true;
    best_ = *current;
    best_epoch_ = epoch;
    if (options_.restore_best_weights) best_weights_ = model().get_weights();
    // With a baseline, patience runs on until the baseline is reached.
    if (!options_.baseline || is_improvement(*current, *options_.baseline)) wait_ = 0;
    return;
  }
  if (wait_ >= options_.patience && epoch > 0) {
    stopped_epoch_ = epoch;
    model().stop_training = true;
  }
}

void EarlyStopping::on_train_end(const Logs&) {
  if (stopped_epoch_ > 0 && options_.verbose > 0) {
    write_output(text("Epoch ", stopped_epoch_ + 1, ": early stopping\n"));
  }
  if (!options_.restore_best_weights || best_weights_.empty()) return;
  if (options_.verbose > 0) {
    write_output(
        text("Restoring model weights from the end of the best epoch: ", best_epoch_ + 1, ".\n"));
  }
  model().set_weights(best_weights_);
}

CallbackState EarlyStopping::state() const {
  return {.config = {{"wait", wait_},
                     {"stopped_epoch", stopped_epoch_},
                     {"best_epoch", best_epoch_},
                     {"best", has_best_ ? ConfigValue(best_) : ConfigValue()}},
          .tensors = best_weights_};
}

void EarlyStopping::set_state(const CallbackState& state) {
  wait_ = state.config["wait"].as_integer();
  stopped_epoch_ = state.config["stopped_epoch"].as_integer();
  best_epoch_ = state.config["best_epoch"].as_integer();
  has_best_ = !state.config["best"].is_none();
  if (has_best_) best_ = state.config["best"].as_number();
  best_weights_ = state.tensors;
}

}  // namespace keratin::callbacks
