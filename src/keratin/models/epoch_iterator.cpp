#include "keratin/models/epoch_iterator_internal.h"

#include <utility>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/base/warning_internal.h"

namespace keratin::models {
namespace {

void warn_of_interruption() {
  warn(
      "Your input ran out of data; interrupting training. Make sure that your dataset or "
      "generator can generate at least `steps_per_epoch * epochs` batches. You may need to use "
      "the `.repeat()` function when building your dataset.");
}

}  // namespace

void check_steps(std::optional<int64_t> steps, bool is_endless, const char* call,
                 const char* argument) {
  if (steps && *steps < 1) {
    throw_value_error(text(call, ": ", argument, " must be at least 1, received ", *steps));
  }
  if (!steps && is_endless) {
    throw_value_error(text(call, ": the batches have no end, so ", argument, " must be given"), {},
                      "or return std::optional<Batch>, with std::nullopt at the end");
  }
}

EpochIterator::EpochIterator(std::unique_ptr<Feed> feed, std::optional<int64_t> steps_per_epoch,
                             const char* call, const char* argument)
    : feed_(std::move(feed)), steps_(steps_per_epoch), num_batches_(feed_->num_batches()) {
  check_steps(steps_, feed_->is_endless(), call, argument);
}

void EpochIterator::reset() {
  is_within_pass_ = false;
  num_batches_ = feed_->num_batches();
  steps_seen_ = 0;
  feed_->on_epoch_end();
}

void EpochIterator::begin() {
  feed_->on_epoch_begin();
  step_ = std::exchange(resumed_, 0);
  limit_ = num_batches().value_or(-1);
  if (step_ == 0 && (!is_within_pass_ || !steps_)) {
    feed_->restart(true);
    steps_seen_ = 0;
    is_within_pass_ = true;
  }
  feed_->expect(limit_ < 0 ? -1 : limit_ - step_);
}

void EpochIterator::go_to(const Place& place) {
  resumed_ = place.step;
  if (!place.is_within_pass) return;
  feed_->restart(true);
  feed_->skip(place.seen);
  steps_seen_ = place.seen;
  is_within_pass_ = true;
}

bool EpochIterator::next() {
  if (limit_ >= 0) {
    if (step_ == limit_) return finish();
    if (num_batches_ && steps_seen_ >= *num_batches_) {
      if (steps_) warn_of_interruption();
      return finish();
    }
  }
  ++step_;
  ++steps_seen_;
  if (feed_->advance()) return true;
  if (!num_batches_) num_batches_ = steps_seen_;
  warn_of_interruption();
  is_within_pass_ = false;
  feed_->on_epoch_end();
  return false;
}

bool EpochIterator::finish() {
  if (num_batches_ && steps_seen_ >= *num_batches_) is_within_pass_ = false;
  feed_->on_epoch_end();
  return false;
}

}  // namespace keratin::models
