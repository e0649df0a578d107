// A plain stack of layers, the first thing that everybody builds.
#pragma once
#include <initializer_list>
#include <memory>
#include <vector>

#include "keratin/layers/core/input.h"
#include "keratin/models/any_layer.h"
#include "keratin/models/model.h"

namespace keratin {

struct SequentialOptions {
  std::string name = {};
  bool trainable = true;
};

/// y = last(...second(first(x)))
/// network.add(layers::Dense(10)), or Sequential({Input({784}), layers::Dense(10)}). Once the shape
/// of the input is known (Input, input_shape, or the first data) the layers build.
class Sequential final : public layers::LayerOf<Sequential, SequentialOptions, Model> {
 public:
  explicit Sequential(SequentialOptions options = {});
  Sequential(std::initializer_list<AnyLayer> layers, SequentialOptions options = {});
  explicit Sequential(const std::vector<AnyLayer>& layers, SequentialOptions options = {});

  /// Throws ValueError for a second layer of the same given name, and whatever building the layer
  /// throws; the model is then as it was.
  void add(AnyLayer layer);
  /// Removes the last layer. Throws ValueError when there is none.
  void pop();

  Config get_config() const override { return Model::get_config(); }

 private:
  std::string unique_name(const layers::Layer& layer) const;
  void add_input(const Input& input);
};

namespace models {
using keratin::Model, keratin::Sequential;
}

}  // namespace keratin

namespace keratin {
extern template class Described<Sequential, SequentialOptions, Model>;
extern template class layers::LayerOf<Sequential, SequentialOptions, Model>;
}  // namespace keratin
