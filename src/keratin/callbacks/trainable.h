// What callbacks may do with the model that calls them.
#pragma once
#include <string_view>
#include <vector>

#include "keratin/tensor/tensor.h"

namespace keratin {

class Trainable {
 public:
  virtual ~Trainable() = default;
  virtual std::vector<Tensor> get_weights() const = 0;
  virtual void set_weights(const std::vector<Tensor>& values) = 0;
  virtual double learning_rate() const = 0;
  virtual void set_learning_rate(double learning_rate) = 0;
  /// +1 when a larger value of that log is better, -1 when a smaller one is, 0 when unknown.
  virtual int direction_of(std::string_view log) const = 0;

  /// Set it to true, at any time, and fit ends after the batch or epoch at hand.
  bool stop_training = false;
};

}  // namespace keratin
