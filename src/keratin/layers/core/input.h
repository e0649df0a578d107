// What a network expects: the shape of one sample, declared before the first layer.
#pragma once
#include <optional>
#include <string>
#include <utility>

#include "keratin/layers/core/input_layer.h"

namespace keratin {

struct InputOptions {
  std::optional<int64_t> batch_size = {};
  std::optional<DTypeLike> dtype = {};  // float32
  std::string name = {};
};
/// For an input whose batches have one size: Input({.batch_shape = {8, 10, 16}}).
struct BatchInputOptions {
  Shape batch_shape;
  std::optional<DTypeLike> dtype = {};  // float32
  std::string name = {};
};

/// Input({784}) stands first in a Sequential, as keras.Input(shape=(784,)) does, and is the
/// symbolic tensor that functional models begin with: Tensor y = layers::Dense(10)(Input({784})).
class Input : public Tensor {
 public:
  // A template loses against BatchInputOptions: g++ takes {.batch_shape = ...} for a Shape too.
  template <int = 0>
  explicit Input(Shape shape, InputOptions options = {})
      : Input(Made{}, layers::InputLayerOptions{.shape = shape,
                                                .batch_size = options.batch_size,
                                                .dtype = options.dtype,
                                                .name = std::move(options.name)}) {}
  explicit Input(BatchInputOptions options)
      : Input(Made{}, layers::InputLayerOptions{.dtype = options.dtype,
                                                .batch_shape = options.batch_shape,
                                                .name = std::move(options.name)}) {}

  const Tensor& tensor() const { return *this; }
  /// The shape of a batch, (None, 784); the same as shape().
  const Shape& batch_shape() const { return layer_.batch_shape(); }
  const std::string& name() const { return layer_.name(); }

 private:
  struct Made {};  // or {.batch_shape = ...} could mean these too
  Input(Made, layers::InputLayerOptions options)
      : Input(Made{}, layers::InputLayer(std::move(options))) {}
  Input(Made, const layers::InputLayer& layer) : Tensor(layer.make_output()), layer_(layer) {}

  layers::InputLayer layer_;
};

namespace layers {
using keratin::Input;
}

}  // namespace keratin
