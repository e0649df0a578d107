// Layers that make one tensor of several, element by element.
#pragma once
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct MergeOptions {
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
};

/// What the merging layers have in common: two inputs or more, whose shapes are broadcast; inputs
/// with fewer axes get axes of length 1 behind the batch. Throws ValueError for fewer inputs than
/// `fewest()`, ShapeError for shapes that cannot be broadcast and for different batches. Masks: an
/// element counts when it does in any input; if an input has no mask, all count.
class Merge : public Layer {
 public:
  void build(const Shapes& x) override;

 protected:
  using Layer::Layer;
  Tensors call(const Tensors& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }
  Tensor compute_mask(const Tensors& x, const Tensors& masks) const override;
  /// The inputs have one rank.
  virtual Tensor merge(const Tensors& x) const = 0;
  virtual size_t fewest() const { return 1; }

 private:
  void check_count(size_t count) const;
};

/// x[0] + x[1] + ...
class Add final : public LayerOf<Add, MergeOptions, Merge> {
 public:
  explicit Add(MergeOptions options = {}) : LayerOf(std::move(options)) {}

 private:
  Tensor merge(const Tensors& x) const override;
};

/// x[0] - x[1]; exactly two inputs
class Subtract final : public LayerOf<Subtract, MergeOptions, Merge> {
 public:
  explicit Subtract(MergeOptions options = {}) : LayerOf(std::move(options)) {}

 private:
  Tensor merge(const Tensors& x) const override;
  size_t fewest() const override { return 2; }
};

/// x[0] * x[1] * ...
class Multiply final : public LayerOf<Multiply, MergeOptions, Merge> {
 public:
  explicit Multiply(MergeOptions options = {}) : LayerOf(std::move(options)) {}

 private:
  Tensor merge(const Tensors& x) const override;
};

/// (x[0] + x[1] + ...) / number of inputs
class Average final : public LayerOf<Average, MergeOptions, Merge> {
 public:
  explicit Average(MergeOptions options = {}) : LayerOf(std::move(options)) {}

 private:
  Tensor merge(const Tensors& x) const override;
};

/// the largest of x[0], x[1], ..., element by element
class Maximum final : public LayerOf<Maximum, MergeOptions, Merge> {
 public:
  explicit Maximum(MergeOptions options = {}) : LayerOf(std::move(options)) {}

 private:
  Tensor merge(const Tensors& x) const override;
};

/// the smallest of x[0], x[1], ..., element by element
class Minimum final : public LayerOf<Minimum, MergeOptions, Merge> {
 public:
  explicit Minimum(MergeOptions options = {}) : LayerOf(std::move(options)) {}

 private:
  Tensor merge(const Tensors& x) const override;
};

/// Keras's functions: layers::add({a, b}).
inline Tensor add(const Tensors& x, MergeOptions options = {}) {
  return Add(std::move(options))(x);
}
inline Tensor subtract(const Tensors& x, MergeOptions options = {}) {
  return Subtract(std::move(options))(x);
}
inline Tensor multiply(const Tensors& x, MergeOptions options = {}) {
  return Multiply(std::move(options))(x);
}
inline Tensor average(const Tensors& x, MergeOptions options = {}) {
  return Average(std::move(options))(x);
}
inline Tensor maximum(const Tensors& x, MergeOptions options = {}) {
  return Maximum(std::move(options))(x);
}
inline Tensor minimum(const Tensors& x, MergeOptions options = {}) {
  return Minimum(std::move(options))(x);
}

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::Add, layers::MergeOptions, layers::Merge>;
extern template class layers::LayerOf<layers::Add, layers::MergeOptions, layers::Merge>;
extern template class Described<layers::Subtract, layers::MergeOptions, layers::Merge>;
extern template class layers::LayerOf<layers::Subtract, layers::MergeOptions, layers::Merge>;
extern template class Described<layers::Multiply, layers::MergeOptions, layers::Merge>;
extern template class layers::LayerOf<layers::Multiply, layers::MergeOptions, layers::Merge>;
extern template class Described<layers::Average, layers::MergeOptions, layers::Merge>;
extern template class layers::LayerOf<layers::Average, layers::MergeOptions, layers::Merge>;
extern template class Described<layers::Maximum, layers::MergeOptions, layers::Merge>;
extern template class layers::LayerOf<layers::Maximum, layers::MergeOptions, layers::Merge>;
extern template class Described<layers::Minimum, layers::MergeOptions, layers::Merge>;
extern template class layers::LayerOf<layers::Minimum, layers::MergeOptions, layers::Merge>;
}  // namespace keratin
