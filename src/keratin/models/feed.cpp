#include "keratin/models/feed_internal.h"

#include <algorithm>
#include <limits>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/base/warning_internal.h"
#include "keratin/models/model_state_internal.h"
#include "keratin/ops/random.h"

namespace keratin::models {

Logs Feed::run_step(Model& model, const Batches& data, int64_t i, bool is_training) {
  return model.run_step(data, i, is_training);
}

bool Feed::has_own_steps(const Model& model) { return model.has_own_steps(); }

bool Feed::is_prepared(const Model& model) {
  const Training* training = model.model_->training.get();
  return model.is_built() && training && training->is_resolved && training->has_variables;
}

Batches Feed::ordered(const Model& model, const char* call, const Batch& batch) {
  const Data weight(batch.sample_weight, batch.sample_weight_names);
  return model.batches(call, Data(batch.x, batch.x_names), Data(batch.y, batch.y_names), weight,
                       std::max<int64_t>(1, batch.rows()));
}

void ArrayFeed::restart(bool shuffles) {
  at_ = -1;
  if (shuffles && keys_) data_.shuffle(keys_());
}

Logs SourceFeed::run(Model& model, bool is_training) {
  if (batch_.y.empty() && !has_own_steps(model)) {
    throw_value_error(text(call_, ": y is missing in a batch"), {}, "return Batch{x, y}");
  }
  const Batches data = ordered(model, call_, batch_);
  data.check_samples(call_);
  prepare_for(model, data.inputs());
  return run_step(model, data, 0, is_training);
}

Tensors SourceFeed::inputs(const Model& model) const {
  return ordered(model, call_, Batch{.x = batch_.x, .x_names = batch_.x_names}).inputs();
}

void SourceFeed::prepare(Model& model) {
  if (is_prepared(model)) return;
  on_epoch_begin();
  restart(false);
  expect(1);
  if (advance()) prepare_for(model, inputs(model));
}

GeneratorFeed::GeneratorFeed(const char* call, const Source& source)
    : SourceFeed(call), next_(source.generator()), is_endless_(source.is_endless()) {
  while (first_.size() < 2 && advance()) {
    first_.push_back(batch_);
    at_ = first_.size();
  }
  if (first_.empty()) {
    throw_value_error(text(call,
                           ": When passing a generator to a Keras model, the generator must "
                           "yield at least one batch. Received an empty generator."));
  }
}

bool GeneratorFeed::advance() {
  if (at_ < first_.size()) {
    batch_ = first_[at_++];
    return true;
  }
  std::optional<Batch> given;
  if (!is_exhausted_) given = (*next_)();
  is_exhausted_ = !given;
  if (given) batch_ = *std::move(given);
  return !is_exhausted_;
}

DatasetFeed::DatasetFeed(const char* call, const Source& source, ShuffleKeys keys,
                         ClassWeight class_weight)
    : SourceFeed(call),
      dataset_(source.dataset()),
      keys_(std::move(keys)),
      class_weight_(std::move(class_weight)),
      count_(dataset_->num_batches()) {
  if (count_ && *count_ < 1) throw_value_error(text(call, ": The PyDataset has length ", *count_));
  if (dataset_->workers() > 1) {
    enqueuer_.emplace(dataset_->workers(), dataset_->max_queue_size());
  }
}

void DatasetFeed::on_epoch_end() {
  if (enqueuer_) enqueuer_->stop();
  dataset_->on_epoch_end();
}

void DatasetFeed::restart(bool shuffles) {
  if (enqueuer_) enqueuer_->stop();
  next_ = 0;
  count_ = dataset_->num_batches();
  order_.clear();
  if (!shuffles || !keys_ || !count_) return;
  Tensor order({*count_}, int64);
  random::permutation_into(keys_(), order);
  order_ = order.to_vector<int64_t>();
}

void DatasetFeed::expect(int64_t steps) {
  if (enqueuer_) enqueuer_->stop();  // it runs to another end where an epoch was left early
  const int64_t most = std::numeric_limits<int64_t>::max();
  end_ = steps < 0 ? -1 : next_ + std::min(steps, most - next_);
  if (count_) end_ = steps < 0 ? *count_ : std::min(end_, *count_);
}

bool DatasetFeed::advance() {
  if (count_ && next_ >= *count_) return false;
  if (enqueuer_ && !enqueuer_->is_running()) {
    enqueuer_->start([this](int64_t place) { return fetch(place); }, next_, end_);
  }
  batch_ = enqueuer_ ? enqueuer_->get() : fetch(next_);
  ++next_;
  return true;
}

Batch DatasetFeed::fetch(int64_t place) const {
  Batch batch = (*dataset_)[order_.empty() ? place : order_[static_cast<size_t>(place)]];
  if (!class_weight_.empty() && !batch.y.empty()) {
    batch.sample_weight =
        weights_of(batch.y, Data(batch.sample_weight, batch.sample_weight_names), class_weight_)
            .tensors();
  }
  return batch;
}

std::unique_ptr<Feed> feed_of(const char* call, const Source& source, ShuffleKeys keys,
                              ClassWeight class_weight) {
  if (source.generator()) {
    if (keys) {
      warn(
          "`shuffle=True` was passed, but will be ignored since the data `x` was provided as a "
          "generator. The generator is expected to yield already-shuffled data.");
    }
    return std::make_unique<GeneratorFeed>(call, source);
  }
  if (!source.dataset()) throw_value_error(text(call, ": the data set is a null pointer"));
  if (keys && !source.dataset()->num_batches()) {
    warn(
        "`shuffle=True` was passed, but will be ignored since the data `x` was provided as an "
        "infinite PyDataset. The PyDataset is expected to already be shuffled.");
  }
  return std::make_unique<DatasetFeed>(call, source, std::move(keys), std::move(class_weight));
}

int64_t batch_size_of(std::optional<int64_t> batch_size, const Data& x,
                      std::optional<int64_t> steps) {
  if (batch_size) return *batch_size;
  if (!steps || *steps < 1 || x.empty() || x.tensors()[0].ndim() == 0) return 32;
  const int64_t rows = x.tensors()[0].len();
  return rows == 0 ? 1 : (rows - 1) / *steps + 1;
}

}  // namespace keratin::models
