#include <cmath>

#include "keratin/base/arguments_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/output_internal.h"
#include "keratin/base/text.h"
#include "keratin/models/fit_run_internal.h"
#include "keratin/models/model_state_internal.h"
#include "keratin/ops/index.h"

namespace keratin::models {

int resolved_verbose(Verbose verbose) {
  if (!verbose.is_auto()) return verbose.level();
  return output_kind() == OutputKind::file ? 2 : 1;
}

namespace {

Tensors rows_of(const Tensors& list, int64_t begin, int64_t end) {
  Tensors rows;
  for (const Tensor& x : list) rows.push_back(ops::slice_view(x, 0, begin, end));
  return rows;
}

/// While it lives, callbacks find the run by its model.
class Registration {
 public:
  Registration(FitRun*& place, FitRun* run) : place_(place), outer_(place) { place_ = run; }
  ~Registration() { place_ = outer_; }
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;

 private:
  FitRun*& place_;
  FitRun* outer_;
};

}  // namespace

FitRun::FitRun(Model& model, const FitOptions& options)
    : model_(model), options_(options), verbose_(resolved_verbose(options.verbose)) {
  check();
}

FitRun::FitRun(Model& model, const Data& x, const Data& y, const FitOptions& options)
    : FitRun(model, options) {
  if (y.empty() && !model_.has_own_steps()) throw_value_error("fit: y is missing");
  // All arguments are looked at before the first step.
  const int64_t batch_size = batch_size_of(options_.batch_size, x, options_.steps_per_epoch);
  model_.batches("fit", x, y, options_.sample_weight, batch_size).check_samples("fit");
  const ValidationData& validation = options_.validation_data;
  if (!validation.x.empty()) {
    set_validation(model_.batches("fit: validation_data", validation.x, validation.y,
                                  validation.sample_weight,
                                  options_.validation_batch_size.value_or(batch_size)));
  }
  const Data weight = weights_of(y, options_.sample_weight, options_.class_weight);
  Batches data = model_.batches("fit", x, y, weight, batch_size);
  if (options_.validation_split > 0 && !has_validation()) data = split(data, batch_size);
  epochs_.emplace(std::make_unique<ArrayFeed>(std::move(data), shuffle_keys()),
                  options_.steps_per_epoch, "fit", "steps_per_epoch");
}

FitRun::FitRun(Model& model, const Source& source, const FitOptions& options)
    : FitRun(model, options) {
  check_source(source);
  const ValidationData& validation = options_.validation_data;
  if (!validation.x.empty()) {
    set_validation(model_.batches(
        "fit: validation_data", validation.x, validation.y, validation.sample_weight,
        batch_size_of(options_.validation_batch_size, validation.x, options_.validation_steps)));
  }
  epochs_.emplace(feed_of("fit", source, shuffle_keys(), options_.class_weight),
                  options_.steps_per_epoch, "fit", "steps_per_epoch");
}

void FitRun::check() const {
  if (options_.epochs < 0) {
    throw_value_error(text("fit: epochs must not be negative, received ", options_.epochs));
  }
  check_at_least("fit", "initial_epoch", options_.initial_epoch, 0);
  if (!(options_.validation_split >= 0 && options_.validation_split < 1)) {
    throw_value_error(text("fit: validation_split must be at least 0 and below 1, received ",
                           options_.validation_split));
  }
  if (!options_.validation_freq.is_valid() || options_.validation_batch_size.value_or(1) < 1) {
    throw_value_error("fit: validation_freq and validation_batch_size must be at least 1");
  }
  const ValidationData& validation = options_.validation_data;
  if (validation.x.empty() != validation.y.empty()) {
    throw_value_error("fit: validation_data needs both x and y");
  }
  if (validation.source) {
    check_steps(options_.validation_steps, validation.source->is_endless(), "fit",
                "validation_steps");
  }
}

void FitRun::check_source(const Source& source) const {
  const std::string kind = source.generator() ? "generator" : "PyDataset";
  if (options_.batch_size) {
    throw_value_error(text("fit: The `batch_size` argument must not be specified when providing "
                           "`x` as a ",
                           kind, ", which gives whole batches"),
                      {}, "validation_batch_size is for validation data in memory");
  }
  if (!options_.sample_weight.empty()) {
    throw_value_error(text("fit: When providing `x` as a ", kind,
                           ", `sample_weights` should not "
                           "be passed. Instead, the sample weights should be included as part of "
                           "the ",
                           kind, "."));
  }
  if (options_.validation_split > 0) {
    throw_value_error(text("fit: Argument `validation_split` is only supported for tensors. Found "
                           "incompatible type in the input: ",
                           kind),
                      {}, "pass .validation_data");
  }
  if (source.generator() && !options_.class_weight.empty()) {
    throw_value_error("fit: Argument `class_weight` is not supported for generator inputs", {},
                      "give sample weights with each batch: Batch{x, y, sample_weight}");
  }
}

Batches FitRun::split(const Batches& all, int64_t batch_size) {
  const int64_t rows = all.rows();
  const auto kept =
      static_cast<int64_t>(std::floor(static_cast<double>(rows) * (1 - options_.validation_split)));
  if (kept == 0 || kept == rows) {
    throw_value_error(text("fit: ", rows, " samples cannot be split with validation_split ",
                           options_.validation_split, ": one part would be empty"));
  }
  // The weights of classes are for training: the held-out part has the sample weights alone.
  const bool are_of_classes = !options_.class_weight.empty();
  const auto part = [&](int64_t begin, int64_t end, bool is_weighted, int64_t size) {
    return Batches("fit", rows_of(all.inputs(), begin, end), rows_of(all.targets(), begin, end),
                   is_weighted ? rows_of(all.weights(), begin, end) : Tensors(), size);
  };
  set_validation(
      part(kept, rows, !are_of_classes, options_.validation_batch_size.value_or(batch_size)));
  return part(0, kept, true, batch_size);
}

void FitRun::set_validation(Batches data) {
  data.check_samples("fit: validation_data");
  validation_.emplace(std::make_unique<ArrayFeed>(std::move(data)), options_.validation_steps,
                      "fit", "validation_steps");
}

ShuffleKeys FitRun::shuffle_keys() {
  if (!options_.shuffle) return {};
  return [this] {
    Training& state = *model_.model_->training;
    return RandomKey{
        .seed = random_seed(), .stream = state.shuffle_stream, .step = state.shuffles++};
  };
}

History FitRun::run() {
  const Registration registration(model_.model_->run, this);
  epochs_->feed().prepare(model_);
  model_.check_variables();
  epochs_->reset();
  model_.stop_training = false;
  model_.model_->training->when_resolved = {};
  bar_target_ = epochs_->num_batches().value_or(-1);
  params_ = {.verbose = verbose_, .epochs = options_.epochs, .steps = bar_target_};
  for_each_callback([&](callbacks::Callback& callback) {
    callback.set_model(&model_);
    callback.set_params(params_);
    callback.on_train_begin();
  });
  if (resumed_) restore_callbacks();
  for (int64_t epoch = options_.initial_epoch;
       epoch < options_.epochs && !model_.stop_training && !is_interrupted(); ++epoch) {
    run_epoch(epoch);
  }
  model_.optimizer().finalize_variable_values();
  for_each_callback([&](callbacks::Callback& callback) { callback.on_train_end(logs_); });
  return history_;
}

void FitRun::run_epoch(int64_t epoch) {
  if (verbose_ != 0 && !is_brief() && options_.epochs > 1) {
    write_output(text("Epoch ", epoch + 1, "/", options_.epochs, "\n"));
  }
  utils::Progbar bar(bar_target_, {.verbose = verbose_});
  Training& state = *model_.model_->training;
  state.of(true).reset();
  state.recorded.look_again(true);
  if (resumed_) restore_epoch();
  for_each_callback([&](callbacks::Callback& callback) { callback.on_epoch_begin(epoch); });
  run_batches(epoch, bar);
  if (steps_ == 0) logs_.shorten(training_logs_);  // there was no batch: what is known last
  training_logs_ = logs_.size();
  if (has_validation() && options_.validation_freq.is_due(epoch) && !interrupt_.is_interrupted()) {
    validate();
  }
  report(epoch, bar);
  for_each_callback([&](callbacks::Callback& callback) { callback.on_epoch_end(epoch, logs_); });
  EpochIterator::Place place = epochs_->place();
  place.step = 0;
  if (!backup_.empty()) write_backup(epoch + 1, place);
}

void FitRun::run_batches(int64_t epoch, utils::Progbar& bar) {
  bool is_looked_at = false, has_hooks = false;
  for (const AnyCallback& callback : options_.callbacks) {
    is_looked_at = is_looked_at || callback.looks_at_batches();
    has_hooks = has_hooks || callback.has_batch_hooks();
  }
  const Borrowing borrowing(model_.model_->training->steps, !is_looked_at);
  bool is_kept = true;
  epochs_->begin();
  const int64_t first = steps_ = epochs_->place().step;
  while (epochs_->next()) {
    const int64_t i = steps_++;
    for_each_callback([&](callbacks::Callback& callback) { callback.on_train_batch_begin(i); });
    const Logs own = epochs_->feed().run(model_, true);
    // Logs are read where somebody looks at them: until then no step has to wait for a number.
    const bool is_drawn = bar.is_due(steps_);
    is_kept = is_drawn || has_hooks || i == first || !own.empty();
    if (is_kept) keep_logs(own, i == first);
    for_each_callback(
        [&](callbacks::Callback& callback) { callback.on_train_batch_end(i, logs_); });
    if (!backup_.empty()) write_backup(epoch, epochs_->place());
    if (is_drawn) bar.update(steps_, {&*logs_.begin(), logs_.size()});
    if (model_.stop_training || interrupt_.is_interrupted()) break;
  }
  if (!is_kept) keep_logs({}, false);
}

void FitRun::keep_logs(const Logs& own, bool is_first) {
  if (is_first) logs_.clear();
  if (own.empty()) {
    scores_into(*model_.model_->training, true, logs_);
  } else {
    for (const auto& [name, value] : own) logs_.set(name, value);
  }
  if (is_first) logs_.sort();
}

void FitRun::validate() {
  if (!validation_) {
    validation_.emplace(feed_of("fit: validation_data", *options_.validation_data.source),
                        options_.validation_steps, "fit", "validation_steps");
  }
  const bool stops = model_.stop_training;
  Logs scores = model_.evaluate(*validation_, {.verbose = 0, .callbacks = options_.callbacks});
  model_.stop_training = model_.stop_training || stops;
  scores.sort();
  for (const auto& [name, value] : scores) logs_.set("val_" + name, value);
}

void FitRun::report(int64_t epoch, utils::Progbar& bar) {
  if (logs_.empty()) return;  // nor half a line
  if (is_brief() && options_.epochs > 1) {
    write_output(text("Epoch ", epoch + 1, "/", options_.epochs, " - "));
  }
  if (bar_target_ < 0) bar.set_target(bar_target_ = steps_);
  bar.update(bar_target_, {&*logs_.begin(), logs_.size()}, true);
}

}  // namespace keratin::models

namespace keratin {

Verbose Verbose::named(std::string_view word) {
  if (word == "auto") return "auto";
  throw_value_error(text("verbose is 0, 1, 2 or \"auto\", received \"", word, "\""));
}

void Verbose::throw_unknown(int level) {
  throw_value_error(text("verbose is 0, 1, 2 or \"auto\", received ", level));
}

History Model::fit(const Data& x, const Data& y, const FitOptions& options) {
  training("fit");
  return models::FitRun(*this, x, y, options).run();
}

History Model::fit(const Source& source, const FitOptions& options) {
  training("fit");
  return models::FitRun(*this, source, options).run();
}

}  // namespace keratin
