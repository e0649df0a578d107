// The steps of a model that were written down while the tape ran them, to be run again without it:
// one for each kind of batch.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "keratin/autodiff/variable.h"
#include "keratin/backend/recording_internal.h"
#include "keratin/base/function_ref.h"
#include "keratin/tensor/batch.h"

namespace keratin {
class Recorder;
class Replay;
}  // namespace keratin

namespace keratin::models {

/// A step for batches of one kind. It runs on the tape, and is recorded, until two recordings
/// agree; from then on it is replayed. What the program decides outside of tensors (a number in a
/// lambda, a branch) is looked at again in the first step of each epoch. All recordings but the
/// first are rehearsals where that is possible: the step is written down, compared, and replayed.
class RecordedStep {
 public:
  /// For batches of that many rows, and otherwise like this one, on the device of the weights.
  RecordedStep(const Batch& like, int64_t rows, bool is_training, Device device);
  ~RecordedStep();

  bool is_for(const Batch& like, int64_t rows, bool is_training) const;
  bool is_for_training() const { return is_training_; }
  /// Where the batches lie: they are copied there before each step.
  const Batch& inputs() const { return inputs_; }

  /// Whether replay() may be called: until look_again(), and while the variables are the same.
  bool is_ready() const;
  /// Whether it stays on the tape for good, and why.
  bool is_refused() const { return !refused_.empty(); }
  const std::string& refused() const { return refused_; }
  void look_again() { is_looked_at_ = false; }

  /// Whether a rehearsal may do for record(): the last ones agreed, or were none, and the program
  /// keeps no tensor of a step, which a rehearsal would leave without elements.
  bool may_rehearse() const {
    return last_ && last_->refused.empty() && !last_->keeps_tensors && rehearses_;
  }
  /// Writes one step down that `run` asks for and nobody computes; then is_ready() if it agrees
  /// with the last. What `run` leaves in tensors is of no use.
  void rehearse(std::optional<uint64_t> step, FunctionRef<void()> run,
                FunctionRef<TensorList()> results);
  /// Runs one step on the tape and writes it down; `results` is asked for after it.
  void record(std::optional<uint64_t> step, FunctionRef<void()> run,
              FunctionRef<TensorList()> results);
  /// Runs the step; `update` is the optimizer's part. False when an index was out of range: then
  /// nothing has been changed, and the tape says what is wrong.
  bool replay(std::optional<uint64_t> step, FunctionRef<void()> update);
  /// Those of the replay, in one flat buffer: the first of them when the optimizer's part comes.
  const TensorList& results() const;

  int64_t rows() const { return inputs_.rows(); }
  /// "57 calls, 1.2 MB (5.6 MB on the tape)"; or why there is no replay.
  std::string describe() const;

 private:
  struct Used {
    Variable variable;
    const void* data;
    const void* node;
  };
  class Uses;

  Recording recording_of(Recorder& recorder, FunctionRef<void()> run,
                         FunctionRef<TensorList()> results);
  void compare(Recording recording);
  void give_up(const std::string& reason);

  Batch inputs_;
  const bool is_training_;
  const Device device_;
  std::vector<Used> used_;
  std::optional<Recording> last_;
  std::unique_ptr<Replay> replay_;
  int tries_ = 0;
  bool rehearses_ = true;
  bool is_looked_at_ = false;  // in this epoch
  std::string refused_;
};

class RecordedSteps {
 public:
  /// The step for this kind of batch, made when it is met for the first time.
  RecordedStep& find(const Batch& like, int64_t rows, bool is_training, Device device);
  /// At the begin of an epoch of training, or of an evaluation.
  void look_again(bool is_training);
  void clear() { steps_.clear(); }
  const std::vector<std::unique_ptr<RecordedStep>>& steps() const { return steps_; }

 private:
  std::vector<std::unique_ptr<RecordedStep>> steps_;
};

}  // namespace keratin::models
