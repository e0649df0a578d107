// A plain stack of layers, the first thing that everybody builds.
#pragma once
#include <initializer_list>

#include "keratin/layers/input.h"
#include "keratin/models/any_layer.h"
#include "keratin/models/model.h"

namespace keratin {

struct SequentialOptions {
  std::string name = {};
  bool trainable = true;
};

/// y = last(...second(first(x)))
/// Layers move in: network.add(layers::Dense(10)), or Sequential({Input({784}),
/// layers::Dense(10)}). Once the shape of the input is known (Input, input_shape, or the first
/// data) the layers build.
class Sequential final : public Model {
 public:
  explicit Sequential(SequentialOptions options = {});
  Sequential(std::initializer_list<AnyLayer> layers, SequentialOptions options = {});
  Sequential(Sequential&&) noexcept = default;

  /// Throws ValueError for a second layer of the same given name, and whatever building the layer
  /// throws; the model is then as it was.
  void add(AnyLayer layer);
  /// Removes the last layer. Throws ValueError when there is none.
  void pop();

  void build(const Shape& x) override;
  bool is_built() const override;
  Shape output_shape(const Shape& x) const override;
  std::string_view class_name() const override { return "Sequential"; }
  std::vector<layers::Layer*> sublayers() const override;

 private:
  Tensor call(const Tensor& x, Mode mode) const override;
  bool plan_into(layers::PlanBuilder& plan) const override;
  Shape known_input_shape() const override { return batch_shape_; }
  std::string unique_name(const layers::Layer& layer) const;

  std::vector<std::shared_ptr<layers::Layer>> layers_;
  Shape batch_shape_;  // of the input; empty while it is not known
};

namespace models {
using keratin::Model, keratin::Sequential;
}

}  // namespace keratin
