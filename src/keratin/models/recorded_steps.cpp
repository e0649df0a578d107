#include "keratin/models/recorded_steps_internal.h"

#include <algorithm>

#include "keratin/backend/recorder_internal.h"
#include "keratin/backend/replay_internal.h"
#include "keratin/base/text.h"
#include "keratin/layers/layer.h"

namespace keratin::models {
namespace {

constexpr size_t kMostSteps = 8;  // of which each has its own memory
constexpr int kMostTries = 4;     // the first step of a model may do what no other does

template <class F>
void for_each_tensor(const Batch& batch, F f) {
  for (const Tensors* list : {&batch.x, &batch.y, &batch.sample_weight}) {
    for (const Tensor& x : *list) f(x);
  }
}

Shape shape_of(const Tensor& x, int64_t rows) {
  return x.ndim() > 0 ? x.shape().with_front(rows) : x.shape();
}

bool are_alike(const Tensors& places, const Tensors& list, int64_t rows) {
  return std::equal(places.begin(), places.end(), list.begin(), list.end(),
                    [&](const Tensor& a, const Tensor& b) {
                      if (!a.defined() || !b.defined()) return a.defined() == b.defined();
                      return a.dtype() == b.dtype() && a.shape() == shape_of(b, rows);
                    });
}

Tensors places_like(const Tensors& list, int64_t rows, Device device) {
  Tensors places;
  for (const Tensor& x : list) {
    places.push_back(x.defined() ? Tensor(shape_of(x, rows), x.dtype(), device) : Tensor());
  }
  return places;
}

const void* data_of(const Variable& variable) { return variable.value().view().data; }
const void* node_of(const Variable& variable) { return variable.value().node().get(); }

std::string place_in_program() {
  const layers::Layer* layer = CallScope::running_layer();
  return layer ? text("the layer ", layer->title()) : "a loss, a metric or a regularizer";
}

std::string readable(size_t bytes) {
  const bool is_small = bytes < 1'000'000;
  const auto tenths =
      static_cast<int64_t>(static_cast<double>(bytes) / (is_small ? 1e2 : 1e5) + 0.5);
  return text(tenths / 10, ".", tenths % 10, is_small ? " kB" : " MB");
}

}  // namespace

/// Tells the recorder of the variables that a step uses, and keeps them.
class RecordedStep::Uses final : public VariableWatch {
 public:
  Uses(Recorder& recorder, std::vector<Used>& used) : recorder_(recorder), used_(used) {}
  void on_make() override {
    if (recorder_.is_rehearsal()) recorder_.refuse("makes a variable");
  }
  void on_use(const Variable& variable, const Tensor& value) override {
    recorder_.know(value);
    for (const Used& known : used_) {
      if (known.variable == variable) return;
    }
    used_.push_back({variable, value.view().data, value.node().get()});
  }

 private:
  Recorder& recorder_;
  std::vector<Used>& used_;
};

RecordedStep::RecordedStep(const Batch& like, int64_t rows, bool is_training, Device device)
    : inputs_{places_like(like.x, rows, device), places_like(like.y, rows, device),
              places_like(like.sample_weight, rows, device)},
      is_training_(is_training),
      device_(device) {}
RecordedStep::~RecordedStep() = default;

bool RecordedStep::is_for(const Batch& like, int64_t rows, bool is_training) const {
  return is_training == is_training_ && are_alike(inputs_.x, like.x, rows) &&
         are_alike(inputs_.y, like.y, rows) &&
         are_alike(inputs_.sample_weight, like.sample_weight, rows);
}

bool RecordedStep::is_ready() const {
  return replay_ && is_looked_at_ && std::all_of(used_.begin(), used_.end(), [](const Used& used) {
           return used.variable.defined() && data_of(used.variable) == used.data &&
                  node_of(used.variable) == used.node;
         });
}

void RecordedStep::record(std::optional<uint64_t> step, FunctionRef<void()> run,
                          FunctionRef<TensorList()> results) {
  std::optional<Recording> recording;
  {
    Recorder recorder(device_, step, place_in_program);
    recording = recording_of(recorder, run, results);
  }
  compare(std::move(*recording));
}

// What does not agree is forgotten: the tape runs the same step next, which must not be compared
// with itself.
void RecordedStep::rehearse(std::optional<uint64_t> step, FunctionRef<void()> run,
                            FunctionRef<TensorList()> results) {
  rehearses_ = false;
  try {
    std::optional<Recording> recording;
    {
      Recorder recorder(device_, step, place_in_program, Recorder::Kind::rehearsal);
      recording = recording_of(recorder, run, results);
    }
    if (!difference(*last_, *recording)) return compare(std::move(*recording));
  } catch (const Recorder::Refused&) {
  }
  replay_.reset();
}

Recording RecordedStep::recording_of(Recorder& recorder, FunctionRef<void()> run,
                                     FunctionRef<TensorList()> results) {
  for_each_tensor(inputs_, [&](const Tensor& x) {
    if (x.defined()) recorder.know(x);
  });
  std::vector<Used> used;
  {
    const Uses uses(recorder, used);
    run();
  }
  Recording recording = recorder.finish(results(), 0);
  is_looked_at_ = true;
  used_ = std::move(used);
  return recording;
}

// A recording that equals the one before it is what all steps do.
void RecordedStep::compare(Recording recording) {
  std::string why = recording.refused;
  if (why.empty() && last_ && last_->refused.empty()) {
    const std::optional<std::string> differs = difference(*last_, recording);
    if (!differs) {
      if (!replay_) replay_ = Replay::make(recording, device_, why);
      if (!replay_) return give_up(why);
      tries_ = 0;
      rehearses_ = true;
      return;
    }
    why = "two steps do not do the same: " + *differs;
  }
  replay_.reset();
  last_ = std::move(recording);
  if (!why.empty() && ++tries_ == kMostTries) give_up(why);
}

void RecordedStep::give_up(const std::string& reason) {
  refused_ = reason;
  last_.reset();
  used_.clear();
}

bool RecordedStep::replay(std::optional<uint64_t> step, FunctionRef<void()> update) {
  return replay_->run(step, update);
}

const TensorList& RecordedStep::results() const { return replay_->results(); }

std::string RecordedStep::describe() const {
  if (is_refused()) return text("on the tape, because ", refused_);
  if (!replay_) return "on the tape, until two of them have been recorded";
  return text("recorded, ", replay_->calls(), " calls in ", readable(replay_->bytes()), " (",
              readable(replay_->bytes_asked()), " on the tape)");
}

RecordedStep& RecordedSteps::find(const Batch& like, int64_t rows, bool is_training,
                                  Device device) {
  for (const auto& step : steps_) {
    if (step->is_for(like, rows, is_training)) return *step;
  }
  if (steps_.size() == kMostSteps) steps_.erase(steps_.begin());
  return *steps_.emplace_back(std::make_unique<RecordedStep>(like, rows, is_training, device));
}

void RecordedSteps::look_again(bool is_training) {
  for (const auto& step : steps_) {
    if (step->is_for_training() == is_training) step->look_again();
  }
}

}  // namespace keratin::models
