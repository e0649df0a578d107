#include <unistd.h>

#include <cmath>
#include <cstdio>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/models/fit_run_internal.h"
#include "keratin/models/model_state_internal.h"
#include "keratin/ops/index.h"

namespace keratin::models {

int resolved_verbose(Verbose verbose) {
  if (!verbose.is_auto()) return verbose.level();
  return isatty(STDOUT_FILENO) ? 1 : 2;
}

namespace {

Tensors rows_of(const Tensors& list, int64_t begin, int64_t end) {
  Tensors rows;
  for (const Tensor& x : list) rows.push_back(ops::slice_view(x, 0, begin, end));
  return rows;
}

}  // namespace

FitRun::FitRun(Model& model, const Data& x, const Data& y, const FitOptions& options)
    : model_(model),
      options_(options),
      validation_(options.validation_data),
      verbose_(resolved_verbose(options.verbose)) {
  check();
  if (y.empty()) throw_value_error("fit: y is missing");
  // All arguments are looked at before the first step.
  const Batches all = model_.batches("fit", x, y, options_.sample_weight, options_.batch_size);
  if (!validation_.x.empty()) {
    model_.batches("fit: validation_data", validation_.x, validation_.y, validation_.sample_weight,
                   options_.batch_size);
  }
  const Data weight = weights_of(y, options_.sample_weight, options_.class_weight);
  const Batches weighted = model_.batches("fit", x, y, weight, options_.batch_size);
  x_ = weighted.inputs();
  y_ = weighted.targets();
  weights_ = weighted.weights();
  if (options_.validation_split > 0 && validation_.x.empty()) split();
}

void FitRun::check() const {
  if (options_.epochs < 0) {
    throw_value_error(text("fit: epochs must not be negative, received ", options_.epochs));
  }
  if (!(options_.validation_split >= 0 && options_.validation_split < 1)) {
    throw_value_error(text("fit: validation_split must be at least 0 and below 1, received ",
                           options_.validation_split));
  }
  if (options_.validation_freq < 1 || options_.validation_batch_size < 0) {
    throw_value_error("fit: validation_freq and validation_batch_size must be at least 1");
  }
  if (validation_.x.empty() != validation_.y.empty()) {
    throw_value_error("fit: validation_data needs both x and y");
  }
}

void FitRun::split() {
  const int64_t rows = x_[0].shape()[0];
  const auto kept =
      static_cast<int64_t>(std::floor(static_cast<double>(rows) * (1 - options_.validation_split)));
  if (kept == 0 || kept == rows) {
    throw_value_error(text("fit: ", rows, " samples cannot be split with validation_split ",
                           options_.validation_split, ": one part would be empty"));
  }
  // The weights of classes are for training: the held-out part has the sample weights alone.
  const bool are_of_classes = !options_.class_weight.empty();
  validation_ = {rows_of(x_, kept, rows), rows_of(y_, kept, rows),
                 are_of_classes ? Data() : Data(rows_of(weights_, kept, rows))};
  x_ = rows_of(x_, 0, kept);
  y_ = rows_of(y_, 0, kept);
  weights_ = rows_of(weights_, 0, kept);
}

template <class F>
void FitRun::for_each_callback(F f) {
  for (const AnyCallback& callback : options_.callbacks) f(*callback);
  f(static_cast<callbacks::Callback&>(history_));  // last: it keeps what the others add to the logs
}

History FitRun::run() {
  model_.prepare(x_);
  model_.stop_training = false;
  const Batches data("fit", x_, y_, {}, options_.batch_size);
  params_ = {.verbose = verbose_, .epochs = options_.epochs, .steps = data.count()};
  for_each_callback([&](callbacks::Callback& callback) {
    callback.set_model(&model_);
    callback.set_params(params_);
    callback.on_train_begin();
  });
  for (int64_t epoch = options_.initial_epoch; epoch < options_.epochs; ++epoch) {
    run_epoch(epoch);
    if (model_.stop_training || interrupt_.is_interrupted()) break;
  }
  model_.optimizer().finalize_variable_values();
  for_each_callback([&](callbacks::Callback& callback) { callback.on_train_end(logs_); });
  return history_;
}

void FitRun::run_epoch(int64_t epoch) {
  Training& state = *model_.model_->training;
  Batches data("fit", x_, y_, weights_, options_.batch_size);
  if (options_.shuffle) {
    data.shuffle({.seed = random_seed(), .stream = state.shuffle_stream, .step = state.shuffles++});
  }
  if (verbose_ == 1 && options_.epochs > 1) {
    std::printf("Epoch %lld/%lld\n", static_cast<long long>(epoch + 1),
                static_cast<long long>(options_.epochs));
  }
  utils::Progbar bar(data.count(), {.verbose = verbose_});
  logs_.clear();
  state.of(true).reset();
  state.recorded.look_again(true);
  for_each_callback([&](callbacks::Callback& callback) { callback.on_epoch_begin(epoch); });
  run_batches(data, bar);
  if (!validation_.x.empty() && (epoch + 1) % options_.validation_freq == 0 &&
      !interrupt_.is_interrupted()) {
    validate(epoch);
  }
  report(epoch, bar);
  for_each_callback([&](callbacks::Callback& callback) { callback.on_epoch_end(epoch, logs_); });
}

void FitRun::run_batches(const Batches& data, utils::Progbar& bar) {
  bool is_looked_at = false;
  for (const AnyCallback& callback : options_.callbacks) {
    is_looked_at = is_looked_at || callback.looks_at_batches();
  }
  const Borrowing borrowing(model_.model_->training->steps, !is_looked_at);
  for (int64_t i = 0; i < data.count(); ++i) {
    for_each_callback([&](callbacks::Callback& callback) { callback.on_train_batch_begin(i); });
    const Logs own = model_.run_step(data, i, true);
    const bool is_first = logs_.empty();
    if (own.empty()) {
      scores_into(*model_.model_->training, true, logs_);
    } else {
      for (const auto& [name, value] : own) logs_.set(name, value);
    }
    if (is_first) logs_.sort();
    for_each_callback(
        [&](callbacks::Callback& callback) { callback.on_train_batch_end(i, logs_); });
    bar.update(i + 1, {&*logs_.begin(), logs_.size()});
    if (model_.stop_training || interrupt_.is_interrupted()) break;
  }
}

void FitRun::validate(int64_t) {
  const int64_t batch_size =
      options_.validation_batch_size > 0 ? options_.validation_batch_size : options_.batch_size;
  const bool stops = model_.stop_training;
  Logs scores = model_.evaluate(validation_.x, validation_.y,
                                {.batch_size = batch_size,
                                 .verbose = 0,
                                 .sample_weight = validation_.sample_weight,
                                 .callbacks = options_.callbacks});
  model_.stop_training = model_.stop_training || stops;
  scores.sort();
  for (const auto& [name, value] : scores) logs_.set("val_" + name, value);
}

void FitRun::report(int64_t epoch, utils::Progbar& bar) {
  if (verbose_ == 2 && options_.epochs > 1) {
    std::printf("Epoch %lld/%lld - ", static_cast<long long>(epoch + 1),
                static_cast<long long>(options_.epochs));
  }
  if (logs_.empty()) return;
  bar.update(params_.steps, {&*logs_.begin(), logs_.size()}, true);
}

}  // namespace keratin::models

namespace keratin {

History Model::fit(const Data& x, const Data& y, const FitOptions& options) {
  training("fit");
  return models::FitRun(*this, x, y, options).run();
}

}  // namespace keratin
