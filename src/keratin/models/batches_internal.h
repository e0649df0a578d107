// Cuts data into batches: rows in order as views, or shuffled rows gathered into new memory.
#pragma once
#include <algorithm>

#include "keratin/backend/compiled_step.h"
#include "keratin/base/random.h"
#include "keratin/tensor/batch.h"
#include "keratin/tensor/tensors.h"

namespace keratin::models {

class Batches {
 public:
  /// Throws ValueError unless all that is defined has the same number of rows, or for a batch size
  /// below 1. `call` ("fit") is what errors name.
  Batches(const char* call, Tensors x, Tensors y, Tensors weights, int64_t batch_size);

  int64_t rows() const { return rows_; }
  /// Throws ValueError, which names the call, where there are none.
  void check_samples(const char* call) const;
  /// Number of batches; the last one may be shorter.
  int64_t count() const { return rows_ == 0 ? 0 : (rows_ - 1) / batch_size_ + 1; }
  /// From now on the rows come in the order that belongs to the key.
  void shuffle(const RandomKey& key);
  Batch operator[](int64_t i) const;
  /// Copies batch i to `places`, which have its shapes and dtypes.
  void copy_to(int64_t i, const Batch& places) const;
  /// All rows, as one batch.
  const Batch& whole() const { return whole_; }
  /// Rows of batch i.
  int64_t rows_of(int64_t i) const { return std::min(batch_size_, rows_ - i * batch_size_); }
  /// Only the targets of batch i, and the weights, of the first output.
  Tensor targets(int64_t i) const;
  Tensor weights(int64_t i) const;

  const Tensor& x() const { return whole_.x[0]; }
  const Tensor& y() const { return whole_.y[0]; }
  const Tensors& inputs() const { return whole_.x; }
  const Tensors& targets() const { return whole_.y; }
  const Tensors& weights() const { return whole_.sample_weight; }
  bool is_weighted() const { return !weights().empty() && weights()[0].defined(); }
  /// Whether rows_at can tell where the rows are: one input and one output, data without gaps, of
  /// a plain dtype.
  bool are_plain() const { return are_plain_; }
  BatchRows rows_at(int64_t i) const;

 private:
  /// The rows of batch i of the data, of the targets or of the weights.
  Tensor part(const Tensor& data, int64_t i) const;
  void copy_part(const Tensor& data, int64_t i, const Tensor& place) const;

  Batch whole_;
  Tensor order_;  // undefined: as they stand
  int64_t rows_;
  int64_t batch_size_;
  bool are_plain_ = false;
  uint64_t id_;  // of this order of the rows
};

}  // namespace keratin::models
