// Which batches make an epoch: Keras's EpochIterator, step by step.
#pragma once
#include <memory>
#include <optional>

#include "keratin/models/feed_internal.h"

namespace keratin::models {

/// Throws ValueError for steps below 1, and for data without end when there are no steps; errors
/// name `call` and `argument` ("fit", "steps_per_epoch").
void check_steps(std::optional<int64_t> steps, bool is_endless, const char* call,
                 const char* argument);

/// With steps_per_epoch an epoch goes on where the last one stopped, and a pass that ends within an
/// epoch ends the epoch too, with a warning. Without, each epoch is a pass.
class EpochIterator {
 public:
  /// Throws as check_steps.
  EpochIterator(std::unique_ptr<Feed> feed, std::optional<int64_t> steps_per_epoch,
                const char* call, const char* argument);

  Feed& feed() { return *feed_; }
  /// Batches in an epoch, if that is known.
  std::optional<int64_t> num_batches() const { return steps_ ? steps_ : num_batches_; }
  /// Rows in an epoch that begins with the first batch, if that is known.
  std::optional<int64_t> rows() const { return feed_->rows(num_batches().value_or(-1)); }
  /// Back to the first batch.
  void reset();
  void begin();
  /// Between which batches of an epoch, and of a pass over the data, it stands.
  struct Place {
    int64_t step = 0;  // of the epoch
    int64_t seen = 0;  // of the pass
    bool is_within_pass = false;
  };
  Place place() const { return {step_, steps_seen_, is_within_pass_}; }
  /// The next begin() goes on there; the order of the data is drawn once more.
  void go_to(const Place& place);
  /// Brings the next batch of the epoch to hand; false when the epoch is over.
  bool next();

 private:
  bool finish();

  std::unique_ptr<Feed> feed_;
  std::optional<int64_t> steps_, num_batches_;
  bool is_within_pass_ = false;
  int64_t steps_seen_ = 0;  // in this pass
  int64_t step_ = 0;        // in this epoch
  int64_t resumed_ = 0;     // the step at which it goes on
  int64_t limit_ = -1;      // of this epoch; -1: not known
};

}  // namespace keratin::models
