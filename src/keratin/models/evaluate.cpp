#include <algorithm>

#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/models/fit_run_internal.h"
#include "keratin/models/model_state_internal.h"
#include "keratin/ops/index.h"

namespace keratin {

Scores Model::evaluate(const Data& x, const Data& y, const EvaluateOptions& options) {
  models::Training& state = training("evaluate");
  if (y.empty()) throw_value_error("evaluate: y is missing");
  const models::Batches data = batches("evaluate", x, y, options.sample_weight, options.batch_size);
  prepare(data.inputs());
  const int verbose = models::resolved_verbose(options.verbose);
  // A caller's log file has enough with the scores that evaluate returns.
  utils::Progbar bar(data.count(),
                     {.verbose = options.verbose.is_auto() && verbose == 2 ? 0 : verbose});
  for (const AnyCallback& callback : options.callbacks) {
    callback->set_model(this);
    callback->on_test_begin();
  }
  state.of(false).reset();
  state.recorded.look_again(false);
  Scores scores;
  Logs sorted;
  for (int64_t i = 0; i < data.count(); ++i) {
    for (const AnyCallback& callback : options.callbacks) callback->on_test_batch_begin(i);
    const Logs own = run_step(data, i, false);
    const bool is_first = sorted.empty();
    if (own.empty()) {
      models::scores_into(state, false, scores);
    } else {
      for (const auto& [log, value] : own) scores.set(log, value);
    }
    for (const auto& [log, value] : scores) sorted.set(log, value);
    if (is_first) sorted.sort();
    for (const AnyCallback& callback : options.callbacks) callback->on_test_batch_end(i, sorted);
    bar.update(i + 1, {&*sorted.begin(), sorted.size()}, i + 1 == data.count());
  }
  if (data.count() == 0) models::scores_into(state, false, scores);
  for (const AnyCallback& callback : options.callbacks) callback->on_test_end(scores);
  return scores;
}

Tensor Model::predict(const Data& x, const PredictOptions& options) const {
  // One input and one batch: what servers ask for, a microsecond each.
  if (x.size() == 1 && !x.is_named() && options.callbacks.empty() && !has_own_steps()) {
    const Tensor& input = x.tensors()[0];
    if (input.ndim() > 0 && input.len() <= options.batch_size) {
      const NoGradient no_gradient;
      return (*this)(input).to({});
    }
  }
  const Tensors all = predict_outputs(x, options);
  check_outputs(all.size(), 1);
  return all[0];
}

Tensors Model::predict_outputs(const Data& x, const PredictOptions& options) const {
  const NoGradient no_gradient;
  const models::Batches data = batches("predict", x, {}, {}, options.batch_size);
  const int64_t count = data.count();
  if (count == 0 || (count == 1 && options.callbacks.empty())) {
    Tensors y = predict_step(data.inputs());
    for (Tensor& one : y) one = one.to({});
    return y;
  }
  const int verbose = models::resolved_verbose(options.verbose);
  utils::Progbar bar(count, {.verbose = options.verbose.is_auto() && verbose == 2 ? 0 : verbose});
  for (const AnyCallback& callback : options.callbacks) callback->on_predict_begin();
  Tensors all;
  int64_t row = 0;
  for (int64_t i = 0; i < count; ++i) {
    for (const AnyCallback& callback : options.callbacks) callback->on_predict_batch_begin(i);
    const Tensors y = predict_step(data[i].x);
    for (size_t k = 0; k < y.size(); ++k) {
      if (i == 0) {
        all.push_back(Tensor(y[k].shape().with_front(data.rows()), y[k].dtype()));
      }
      const Tensor rows = ops::slice_view(all[k], 0, row, row + y[k].shape()[0]);
      backend_of(rows).run(CopyCall{.x = y[k].to({}).view(), .y = rows.view()});
    }
    row += data.rows_of(i);
    for (const AnyCallback& callback : options.callbacks) callback->on_predict_batch_end(i);
    bar.update(i + 1, {}, i + 1 == count);
  }
  for (const AnyCallback& callback : options.callbacks) callback->on_predict_end();
  return all;
}

}  // namespace keratin
