#include <span>

#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/flush_denormals_internal.h"
#include "keratin/base/text.h"
#include "keratin/models/fit_run_internal.h"
#include "keratin/models/model_state_internal.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"

namespace keratin {
namespace {

using models::EpochIterator;

void check_source(const char* call, const Source& source, std::optional<int64_t> batch_size) {
  if (!batch_size) return;
  throw_value_error(text(call,
                         ": The `batch_size` argument must not be specified when providing "
                         "`x` as a ",
                         source.generator() ? "generator" : "PyDataset",
                         ", which gives whole batches"));
}

/// A caller's log file has enough with what the call returns.
int bar_level(Verbose verbose) {
  const int level = models::resolved_verbose(verbose);
  return verbose.is_auto() && level == 2 ? 0 : level;
}

utils::Progbar bar_of(int64_t target, Verbose verbose) {
  return utils::Progbar(target, {.verbose = bar_level(verbose)});
}

/// Ends the line after so many steps, of which -1 were expected when nobody knew.
void end_line(utils::Progbar& bar, int64_t target, int64_t steps,
              std::span<const Logs::Entry> logs) {
  if (steps == 0) return;
  if (target < 0) bar.set_target(target = steps);
  bar.update(target, logs, true);
}

/// The outputs of the batches, one below the other.
class Outputs {
 public:
  /// rows: of all batches, if that is known; then each batch goes where it belongs at once.
  explicit Outputs(std::optional<int64_t> rows) : rows_(rows) {}

  /// Brings them to the host.
  void add(Tensors y) {
    if (parts_.empty()) parts_.resize(y.size());
    for (Tensor& one : y) one = one.to({});
    if (!rows_) {
      for (size_t k = 0; k < y.size(); ++k) parts_[k].push_back(y[k]);
      return;
    }
    for (size_t k = 0; k < y.size(); ++k) {
      if (parts_[k].empty()) {
        parts_[k].push_back(Tensor(y[k].shape().with_front(*rows_), y[k].dtype()));
      }
      const Tensor place =
          ops::slice_view(parts_[k][0], 0, filled_, filled_ + y[k].shape().front());
      backend_of(place).run(CopyCall{.x = y[k].view(), .y = place.view()});
    }
    filled_ += y[0].shape().front();
  }
  Tensors all() const {
    Tensors result;
    for (const auto& parts : parts_) {
      result.push_back(parts.size() == 1 ? parts[0] : ops::concatenate(parts, 0));
    }
    return result;
  }

 private:
  std::optional<int64_t> rows_;
  int64_t filled_ = 0;
  std::vector<std::vector<Tensor>> parts_;  // of each output
};

}  // namespace

Scores Model::evaluate(const Data& x, const Data& y, const EvaluateOptions& options) {
  training("evaluate");
  if (y.empty() && !has_own_steps()) throw_value_error("evaluate: y is missing");
  const int64_t batch_size = models::batch_size_of(options.batch_size, x, options.steps);
  models::Batches data = batches("evaluate", x, y, options.sample_weight, batch_size);
  data.check_samples("evaluate");
  EpochIterator epochs(std::make_unique<models::ArrayFeed>(std::move(data)), options.steps,
                       "evaluate", "steps");
  return evaluate(epochs, options);
}

Scores Model::evaluate(const Source& source, const EvaluateOptions& options) {
  training("evaluate");
  check_source("evaluate", source, options.batch_size);
  if (!options.sample_weight.empty()) {
    throw_value_error("evaluate: `sample_weights` should be included as part of the batches");
  }
  EpochIterator epochs(models::feed_of("evaluate", source), options.steps, "evaluate", "steps");
  return evaluate(epochs, options);
}

Scores Model::evaluate(EpochIterator& epochs, const EvaluateOptions& options) {
  epochs.feed().prepare(*this);
  epochs.reset();
  const int64_t target = epochs.num_batches().value_or(-1);
  utils::Progbar bar = bar_of(target, options.verbose);
  for (const AnyCallback& callback : options.callbacks) {
    callback->set_model(this);
    callback->on_test_begin();
  }
  training("evaluate").of(false).reset();
  training("evaluate").recorded.look_again(false);
  Scores scores;
  Logs sorted;
  // What compile made is asked for each time: a callback may compile anew. Read where somebody
  // looks at them: until then no step has to wait for a number.
  const auto keep = [&](const Logs& own) {
    if (own.empty()) models::scores_into(training("evaluate"), false, scores);
    for (const auto& [log, value] : own) scores.set(log, value);
    const bool is_first = sorted.empty();
    for (const auto& [log, value] : scores) sorted.set(log, value);
    if (is_first) sorted.sort();
  };
  int64_t steps = 0;
  bool has_own = false;
  for (epochs.begin(); epochs.next();) {
    const int64_t i = steps++;
    for (const AnyCallback& callback : options.callbacks) callback->on_test_batch_begin(i);
    const Logs own = epochs.feed().run(*this, false);
    const bool is_drawn = bar.is_due(steps);
    if (is_drawn || steps == 1 || !options.callbacks.empty() || !own.empty()) keep(own);
    for (const AnyCallback& callback : options.callbacks) callback->on_test_batch_end(i, sorted);
    if (is_drawn) bar.update(steps, {&*sorted.begin(), sorted.size()});
    has_own = !own.empty();
  }
  if (!has_own) keep({});
  end_line(bar, target, steps, {sorted.begin(), sorted.end()});
  for (const AnyCallback& callback : options.callbacks) callback->on_test_end(scores);
  return scores;
}

Tensor Model::predict(const Data& x, const PredictOptions& options) const {
  // One input and one batch: what servers ask for, a microsecond each.
  if (x.size() == 1 && !x.is_named() && options.callbacks.empty() && !options.steps &&
      !has_own_steps() && bar_level(options.verbose) == 0) {
    const Tensor& input = x.tensors()[0];
    if (input.ndim() > 0 && input.len() <= options.batch_size.value_or(32)) {
      const NoGradient no_gradient;
      const FlushDenormals flush;
      return (*this)(input).to({});
    }
  }
  const Tensors all = predict_outputs(x, options);
  check_outputs(all.size(), 1);
  return all[0];
}

Tensor Model::predict(const Source& source, const PredictOptions& options) const {
  const Tensors all = predict_outputs(source, options);
  check_outputs(all.size(), 1);
  return all[0];
}

Tensors Model::predict_outputs(const Data& x, const PredictOptions& options) const {
  const NoGradient no_gradient;
  const int64_t batch_size = models::batch_size_of(options.batch_size, x, options.steps);
  models::Batches data = batches("predict", x, {}, {}, batch_size);
  const int64_t count = data.count();
  const bool is_watched = !options.callbacks.empty() || bar_level(options.verbose) != 0;
  if (count == 0 || (count == 1 && !is_watched && options.steps.value_or(1) == 1)) {
    const FlushDenormals flush;
    Tensors y = predict_step(data.inputs());
    for (Tensor& one : y) one = one.to({});
    return y;
  }
  EpochIterator epochs(std::make_unique<models::ArrayFeed>(std::move(data)), options.steps,
                       "predict", "steps");
  return predict_outputs(epochs, options);
}

Tensors Model::predict_outputs(const Source& source, const PredictOptions& options) const {
  const NoGradient no_gradient;
  check_source("predict", source, options.batch_size);
  EpochIterator epochs(models::feed_of("predict", source), options.steps, "predict", "steps");
  return predict_outputs(epochs, options);
}

Tensors Model::predict_outputs(EpochIterator& epochs, const PredictOptions& options) const {
  const int64_t target = epochs.num_batches().value_or(-1);
  utils::Progbar bar = bar_of(target, options.verbose);
  for (const AnyCallback& callback : options.callbacks) callback->on_predict_begin();
  Outputs outputs(epochs.rows());
  int64_t steps = 0;
  for (epochs.begin(); epochs.next();) {
    const int64_t i = steps++;
    for (const AnyCallback& callback : options.callbacks) callback->on_predict_batch_begin(i);
    const Tensors inputs = epochs.feed().inputs(*this);
    {
      const FlushDenormals flush;
      outputs.add(predict_step(inputs));
    }
    for (const AnyCallback& callback : options.callbacks) callback->on_predict_batch_end(i);
    bar.update(steps);
  }
  end_line(bar, target, steps, {});
  for (const AnyCallback& callback : options.callbacks) callback->on_predict_end();
  return outputs.all();
}

}  // namespace keratin
