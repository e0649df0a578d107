// Cuts data into batches: rows in order as views, or shuffled rows gathered into new memory.
#pragma once
#include <algorithm>

#include "keratin/backend/compiled_step.h"
#include "keratin/base/random.h"
#include "keratin/tensor/tensor.h"

namespace keratin::models {

/// One batch; weight and y may be undefined.
struct Batch {
  Tensor x;
  Tensor y;
  Tensor weight;
};

class Batches {
 public:
  /// Throws ValueError unless all that is defined has the same number of rows, or for a batch size
  /// below 1. `call` ("fit") is what errors name.
  Batches(const char* call, Tensor x, Tensor y, Tensor weight, int64_t batch_size);

  int64_t rows() const { return rows_; }
  /// Number of batches; the last one may be shorter.
  int64_t count() const { return (rows_ + batch_size_ - 1) / batch_size_; }
  /// From now on the rows come in the order that belongs to the key.
  void shuffle(const RandomKey& key);
  Batch operator[](int64_t i) const;
  /// Rows of batch i.
  int64_t rows_of(int64_t i) const { return std::min(batch_size_, rows_ - i * batch_size_); }
  /// Only the targets of batch i.
  Tensor targets(int64_t i) const;
  Tensor weights(int64_t i) const;

  const Tensor& x() const { return x_; }
  const Tensor& y() const { return y_; }
  bool is_weighted() const { return weight_.defined(); }
  /// Whether rows_at can tell where the rows are: data without gaps, of a plain dtype.
  bool are_plain() const { return are_plain_; }
  BatchRows rows_at(int64_t i) const;

 private:
  /// The rows of batch i of the data, of the targets or of the weights.
  Tensor part(const Tensor& data, int64_t i) const;

  Tensor x_;
  Tensor y_;
  Tensor weight_;
  Tensor order_;  // undefined: as they stand
  int64_t rows_;
  int64_t batch_size_;
  bool are_plain_ = false;
  uint64_t id_;  // of this order of the rows
};

}  // namespace keratin::models
