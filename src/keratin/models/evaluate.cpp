#include <algorithm>

#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/models/fit_run_internal.h"
#include "keratin/models/model_state_internal.h"
#include "keratin/ops/index.h"

namespace keratin {

Scores Model::evaluate(const Tensor& x, const Tensor& y, const EvaluateOptions& options) {
  training("evaluate");
  if (!y.defined()) throw_value_error("evaluate: y is missing");
  const models::Batches data("evaluate", x, y, options.sample_weight, options.batch_size);
  prepare(x);
  const int verbose = models::resolved_verbose(options.verbose);
  // A caller's log file has enough with the scores that evaluate returns.
  utils::Progbar bar(data.count(),
                     {.verbose = options.verbose.is_auto() && verbose == 2 ? 0 : verbose});
  for (const AnyCallback& callback : options.callbacks) {
    callback->set_model(this);
    callback->on_test_begin();
  }
  reset_metrics();
  Scores scores;
  Logs sorted;
  for (int64_t i = 0; i < data.count(); ++i) {
    for (const AnyCallback& callback : options.callbacks) callback->on_test_batch_begin(i);
    test_step(data, i);
    const bool is_first = sorted.empty();
    scores_into(sorted);
    if (is_first) sorted.sort();
    for (const AnyCallback& callback : options.callbacks) callback->on_test_batch_end(i, sorted);
    bar.update(i + 1, {&*sorted.begin(), sorted.size()}, i + 1 == data.count());
  }
  scores_into(scores);
  for (const AnyCallback& callback : options.callbacks) callback->on_test_end(scores);
  return scores;
}

Tensor Model::predict(const Tensor& x, const PredictOptions& options) const {
  const NoGradient no_gradient;
  const models::Batches data("predict", x, {}, {}, options.batch_size);
  const int64_t count = data.count();
  if (count == 1 && options.callbacks.empty()) return (*this)(data[0].x);
  const int verbose = models::resolved_verbose(options.verbose);
  utils::Progbar bar(count, {.verbose = options.verbose.is_auto() && verbose == 2 ? 0 : verbose});
  if (count == 0) return (*this)(x);
  for (const AnyCallback& callback : options.callbacks) callback->on_predict_begin();
  Tensor all;
  int64_t row = 0;
  for (int64_t i = 0; i < count; ++i) {
    for (const AnyCallback& callback : options.callbacks) callback->on_predict_batch_begin(i);
    const Tensor y = (*this)(data[i].x);
    if (!all.defined()) all = Tensor(y.shape().with_front(data.rows()), y.dtype(), y.device());
    backend_of(all).copy(y.view(), ops::slice_view(all, 0, row, row + y.shape()[0]).view());
    row += y.shape()[0];
    for (const AnyCallback& callback : options.callbacks) callback->on_predict_batch_end(i);
    bar.update(i + 1, {}, i + 1 == count);
  }
  for (const AnyCallback& callback : options.callbacks) callback->on_predict_end();
  return all;
}

}  // namespace keratin
