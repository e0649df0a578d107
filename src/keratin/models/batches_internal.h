// Cuts data into batches: rows in order as views, or shuffled rows gathered into new memory.
#pragma once
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

 private:
  Tensor part(const Tensor& data, int64_t begin, int64_t end) const;

  Tensor x_;
  Tensor y_;
  Tensor weight_;
  Tensor order_;  // undefined: as they stand
  int64_t rows_;
  int64_t batch_size_;
};

}  // namespace keratin::models
