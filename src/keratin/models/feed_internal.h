// Where a call of fit, evaluate or predict gets its batches: one class for each kind of data.
#pragma once
#include <functional>
#include <optional>
#include <vector>

#include "keratin/models/batches_internal.h"
#include "keratin/models/model.h"
#include "keratin/models/ordered_enqueuer_internal.h"
#include "keratin/models/source.h"

namespace keratin::models {

class Feed {
 public:
  virtual ~Feed() = default;

  /// The number of batches of one pass over the data; nothing when it is not known or has no end.
  virtual std::optional<int64_t> num_batches() const = 0;
  virtual bool is_endless() const { return false; }
  /// The rows of the first `steps` batches; nothing when it is not known.
  virtual std::optional<int64_t> rows(int64_t /*steps*/) const { return {}; }
  virtual void on_epoch_begin() {}
  virtual void on_epoch_end() {}
  /// Goes back to the first batch, and to another order where the data are shuffled.
  virtual void restart(bool shuffles) = 0;
  /// So many batches at most are taken until on_epoch_end; -1: not known.
  virtual void expect(int64_t /*steps*/) {}
  /// Brings the next batch to hand; false when there are no more.
  virtual bool advance() = 0;
  /// Goes over so many batches.
  virtual void skip(int64_t batches) {
    while (batches-- > 0 && advance()) {
    }
  }
  /// One step with the batch at hand: the logs of steps that users write, else none.
  virtual Logs run(Model& model, bool is_training) = 0;
  /// The inputs of the batch at hand, in the model's order.
  virtual Tensors inputs(const Model& model) const = 0;
  /// Builds the model for what the data are. Where that needs a batch, it is looked at, not lost.
  virtual void prepare(Model& model) = 0;

 protected:
  // What models let a feed do.
  static Logs run_step(Model& model, const Batches& data, int64_t i, bool is_training);
  static bool is_prepared(const Model& model);
  static bool has_own_steps(const Model& model);
  static void prepare_for(Model& model, const Tensors& x) { model.prepare(x); }
  static Batches ordered(const Model& model, const char* call, const Batch& batch);
};

/// A new key for each order of the data.
using ShuffleKeys = std::function<RandomKey()>;

/// Tensors in memory.
class ArrayFeed final : public Feed {
 public:
  /// The rows stay as they are without `keys`.
  explicit ArrayFeed(Batches data, ShuffleKeys keys = {})
      : data_(std::move(data)), keys_(std::move(keys)) {}

  std::optional<int64_t> num_batches() const override { return data_.count(); }
  std::optional<int64_t> rows(int64_t steps) const override {
    return steps >= data_.count() ? data_.rows() : steps * data_.rows_of(0);
  }
  void restart(bool shuffles) override;
  bool advance() override { return ++at_ < data_.count(); }
  void skip(int64_t batches) override { at_ += batches; }
  Logs run(Model& model, bool is_training) override {
    return run_step(model, data_, at_, is_training);
  }
  Tensors inputs(const Model&) const override { return data_[at_].x; }
  void prepare(Model& model) override { prepare_for(model, data_.inputs()); }

 private:
  Batches data_;
  ShuffleKeys keys_;
  int64_t at_ = -1;
};

/// Batches that come from elsewhere, one at a time.
class SourceFeed : public Feed {
 public:
  Logs run(Model& model, bool is_training) override;
  Tensors inputs(const Model& model) const override;
  void prepare(Model& model) override;

 protected:
  /// `call` ("fit") is what errors name.
  explicit SourceFeed(const char* call) : call_(call) {}

  const char* call_;
  Batch batch_;
};

class GeneratorFeed final : public SourceFeed {
 public:
  /// Takes two batches ahead, as Keras does, and begins with them after each restart. Throws
  /// ValueError when there is none.
  GeneratorFeed(const char* call, const Source& source);

  std::optional<int64_t> num_batches() const override { return {}; }
  bool is_endless() const override { return is_endless_; }
  void restart(bool) override { at_ = 0; }
  bool advance() override;

 private:
  std::shared_ptr<Source::Next> next_;
  bool is_endless_;
  bool is_exhausted_ = false;
  std::vector<Batch> first_;
  size_t at_ = 0;  // in these
};

class DatasetFeed final : public SourceFeed {
 public:
  /// Throws ValueError for a data set without batches.
  DatasetFeed(const char* call, const Source& source, ShuffleKeys keys, ClassWeight class_weight);

  std::optional<int64_t> num_batches() const override { return dataset_->num_batches(); }
  bool is_endless() const override { return !num_batches(); }
  void on_epoch_begin() override { dataset_->on_epoch_begin(); }
  void on_epoch_end() override;
  void restart(bool shuffles) override;
  void expect(int64_t steps) override;
  bool advance() override;
  void skip(int64_t batches) override { next_ += batches; }

 private:
  Batch fetch(int64_t place) const;

  std::shared_ptr<utils::PyDataset> dataset_;
  ShuffleKeys keys_;
  ClassWeight class_weight_;
  std::vector<int64_t> order_;    // empty: as they stand
  std::optional<int64_t> count_;  // of this pass
  int64_t next_ = 0;
  int64_t end_ = -1;  // of what is expected
  std::optional<OrderedEnqueuer> enqueuer_;
};

/// The feed of a source. `keys`: fit shuffles, and warns where that cannot be.
std::unique_ptr<Feed> feed_of(const char* call, const Source& source, ShuffleKeys keys = {},
                              ClassWeight class_weight = {});

/// batch_size; 32 where it is not given, or as many as make `steps` batches of x.
int64_t batch_size_of(std::optional<int64_t> batch_size, const Data& x,
                      std::optional<int64_t> steps);

}  // namespace keratin::models
