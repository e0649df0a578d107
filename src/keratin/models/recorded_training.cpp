// Steps of a model that are written down, rehearsed and replayed (recorded_steps_internal.h).
#include <algorithm>
#include <span>

#include "keratin/backend/recorder_internal.h"
#include "keratin/base/random_state_internal.h"
#include "keratin/layers/random_stream.h"
#include "keratin/models/model_state_internal.h"

namespace keratin {

namespace {

/// Puts the program's random numbers back where they were.
class RandomNumbers {
 public:
  explicit RandomNumbers(const Model& model) : streams_(model.random_streams()) {
    for (const auto& stream : streams_) states_.push_back(stream->state());
  }
  ~RandomNumbers() {
    set_random_state(state_);
    for (size_t i = 0; i < streams_.size(); ++i) streams_[i]->set_state(states_[i]);
  }
  RandomNumbers(const RandomNumbers&) = delete;
  RandomNumbers& operator=(const RandomNumbers&) = delete;

 private:
  const RandomState state_ = random_state();
  const std::vector<std::shared_ptr<layers::RandomStream>> streams_;
  std::vector<layers::RandomStream::State> states_;
};

}  // namespace

models::RecordedStep* Model::recorded_step(const Batch& like, int64_t rows, bool is_training) {
  models::Training& state = *model_->training;
  const bool is_masked = std::any_of(like.x.begin(), like.x.end(),
                                     [](const Tensor& x) { return mask_of(x).defined(); });
  if (state.runs_eagerly || has_own_steps() || rows <= 0 || is_masked || Recorder::current()) {
    return nullptr;
  }
  models::RecordedStep& step = state.recorded.find(like, rows, is_training, state.device());
  return step.is_refused() ? nullptr : &step;
}

void Model::run_recorded(models::RecordedStep& step, bool is_training) {
  models::Training& state = *model_->training;
  const std::optional<uint64_t> number =
      is_training ? std::optional<uint64_t>(state.step) : std::nullopt;
  const Batch& batch = step.inputs();
  const auto on_tape = [&](bool is_recorded) {
    in_step(is_training, [&] { step_on_tape(batch, is_training, is_recorded); });
  };
  // The gradients, and the outputs where a metric asks for them.
  const auto results = [&] {
    TensorList list = is_training ? state.gradients : TensorList();
    list.insert(list.end(), state.outputs.begin(), state.outputs.end());
    return list;
  };
  const auto update = [&] {
    state.optimizer->apply(std::span(step.results()).first(state.variables.size()));
  };
  if (!step.is_ready()) {
    const RandomNumbers numbers(*this);
    resolve_ahead(batch, batch.rows());
  }
  if (!step.is_ready() && step.may_rehearse()) rehearse(step, number, is_training, results);
  if (step.is_refused()) {
    on_tape(false);
  } else if (!step.is_ready()) {
    step.record(
        number, [&] { on_tape(true); }, results);
    if (!state.outputs.empty()) update_loose_metrics(batch, state.outputs, is_training);
    state.outputs.clear();
  } else if (step.replay(number, update)) {
    state.step += is_training;
    if (has_loose_metrics(is_training)) update_loose_metrics(batch, step.results(), is_training);
  } else {
    on_tape(false);
  }
  state.of(is_training).samples += static_cast<double>(batch.rows());
}

/// The step's own doings, of which nothing stays: it is still to be made.
void Model::rehearse(models::RecordedStep& step, std::optional<uint64_t> number, bool is_training,
                     FunctionRef<TensorList()> results) {
  models::Training& state = *model_->training;
  const uint64_t at = state.step;
  const RandomNumbers numbers(*this);
  const auto run = [&] { step_on_tape(step.inputs(), is_training, true); };
  step.rehearse(
      number, [&] { in_step(is_training, run); }, results);
  state.step = at;
  state.gradients.clear();
  state.outputs.clear();
}

}  // namespace keratin
