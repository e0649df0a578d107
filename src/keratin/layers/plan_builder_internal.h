// Collects what layers amount to, for a step that a backend compiles.
#pragma once
#include <vector>

#include "keratin/activations/activation.h"
#include "keratin/backend/compiled_step.h"

namespace keratin::layers {

class PlanBuilder {
 public:
  /// For samples of that shape (without the batch).
  explicit PlanBuilder(const Shape& sample) : shape_(sample) {}

  /// The shape of a sample where the next layer stands.
  const Shape& shape() const { return shape_; }
  void set_shape(const Shape& shape) { shape_ = shape; }
  /// Whose part of the chain comes next, and whether it computes in bfloat16.
  void begin(const std::string& layer, bool rounds) {
    name_ = layer;
    rounds_ = rounds;
  }
  /// Appends a layer to the chain; false when it does not fit the shape.
  bool add(PlannedLayer layer);
  /// Appends an activation; false for one that is neither elementwise nor softmax.
  bool add(const activations::Activation* activation);

  const std::vector<PlannedLayer>& layers() const { return layers_; }

 private:
  std::vector<PlannedLayer> layers_;
  Shape shape_;
  std::string name_;
  bool rounds_ = false;
};

}  // namespace keratin::layers
