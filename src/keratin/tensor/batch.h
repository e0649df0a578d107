// One batch of training, testing or prediction.
#pragma once
#include <string>
#include <vector>

#include "keratin/tensor/tensors.h"

namespace keratin {

/// Samples, targets and weights, in the order of the model's inputs and outputs. y is empty when
/// there are no targets, sample_weight when nothing is weighted; with one weight it is for all
/// outputs. A batch of utils::pack_x_y_sample_weight may have names instead of that order, until
/// the model has put it in order.
struct Batch {
  Tensors x = {};
  Tensors y = {};
  Tensors sample_weight = {};
  std::vector<std::string> x_names = {}, y_names = {}, sample_weight_names = {};

  int64_t rows() const { return x.empty() || x[0].ndim() == 0 ? 0 : x[0].len(); }
  /// The weight of output k; undefined when it has none.
  Tensor weight(size_t k) const {
    if (sample_weight.empty()) return {};
    return sample_weight.size() == 1 ? sample_weight[0] : sample_weight[k];
  }
};

}  // namespace keratin
