// What a network expects: the shape of one sample, declared before the first layer.
#pragma once
#include <string>

#include "keratin/tensor/dtype.h"
#include "keratin/tensor/shape.h"

namespace keratin {

struct InputOptions {
  int64_t batch_size = None;
  DType dtype = float32;
  std::string name = {};
};

/// Input({784}) stands first in a Sequential, as keras.Input(shape=(784,)) does.
class Input {
 public:
  explicit Input(Shape shape, InputOptions options = {}) : shape_(shape), options_(options) {}

  /// The shape of one sample.
  const Shape& shape() const { return shape_; }
  /// The shape of a batch, (None, 784).
  Shape batch_shape() const { return shape_.inserted(0, options_.batch_size); }
  DType dtype() const { return options_.dtype; }
  const std::string& name() const { return options_.name; }

 private:
  Shape shape_;
  InputOptions options_;
};

namespace layers {
using keratin::Input;
}

}  // namespace keratin
