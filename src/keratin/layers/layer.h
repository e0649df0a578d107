// The base of all layers: weights with their regularizers and constraints, building on first use,
// and the name that errors carry. A layer's mathematics is its `call`, which is const.
#pragma once
#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "keratin/autodiff/variable.h"
#include "keratin/base/random.h"
#include "keratin/constraints/constraint.h"
#include "keratin/initializers/initializer.h"
#include "keratin/layers/mode.h"
#include "keratin/regularizers/regularizer.h"
#include "keratin/tensor/dtype_policy.h"

namespace keratin::layers {

/// What every layer's options have in common; see layer_options().
struct LayerOptions {
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
  bool autocast = true;  // whether floating inputs are cast to the compute dtype
};

/// The common part of an options struct, whichever of the members it has.
template <class Options>
LayerOptions layer_options(const Options& options) {
  LayerOptions common;
  common.name = options.name;
  if constexpr (requires { options.trainable; }) common.trainable = options.trainable;
  if constexpr (requires { options.dtype; }) common.dtype = options.dtype;
  if constexpr (requires { options.activity_regularizer; }) {
    common.activity_regularizer = options.activity_regularizer;
  }
  if constexpr (requires { options.input_shape; }) common.input_shape = options.input_shape;
  return common;
}

/// Keyword arguments of add_weight, with Keras's names.
struct WeightOptions {
  AnyInitializer initializer = "glorot_uniform";
  AnyRegularizer regularizer = {};
  AnyConstraint constraint = {};
  bool trainable = true;
};

/// A weight of a layer and what training does to it beside the gradient step.
struct Weight {
  Variable variable;
  std::shared_ptr<regularizers::Regularizer> regularizer;  // may be null
  std::shared_ptr<constraints::Constraint> constraint;     // may be null
  bool is_trainable = true;  // as add_weight said; a frozen layer has none that trains
};

class PlanBuilder;

class Layer {
 public:
  virtual ~Layer() = default;
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;

  /// y = layer(x), building the weights on first use. Errors name the layer.
  Tensor operator()(const Tensor& x, Mode mode = {});
  /// The same for a layer that is built; throws ValueError otherwise. Safe from several threads.
  Tensor operator()(const Tensor& x, Mode mode = {}) const;

  /// Creates the weights for inputs of shape x (the first axis is the batch and may be None).
  virtual void build(const Shape& x);
  /// build(x), unless the layer is built already; errors name the layer, and leave it unbuilt.
  void ensure_built(const Shape& x);
  /// The shape that call gives for inputs of shape x. Throws ShapeError when they do not fit.
  virtual Shape output_shape(const Shape& x) const = 0;
  /// Keras's class name, "Dense".
  virtual std::string_view class_name() const = 0;
  /// Appends to a plan what the layer does, so that a backend can compile it into a whole step.
  /// False when it is something that no plan knows: then the model calls the layers one by one.
  bool plan(PlanBuilder& plan) const;

  /// The given name, or class_name in snake case; a model makes it unique among its layers.
  const std::string& name() const { return name_; }
  bool has_given_name() const { return has_given_name_; }
  void rename(std::string name) { name_ = std::move(name); }
  /// "dense_1 (Dense)", as errors and summaries write it.
  virtual std::string title() const;

  bool trainable() const { return trainable_; }
  /// Freezes (false) or thaws the weights; takes effect in a model at the next compile.
  void set_trainable(bool trainable);
  /// The policy that the options gave, or that was the global one when the layer was constructed.
  DTypePolicy dtype_policy() const { return dtype_policy_; }
  /// Floating inputs are cast to it, and the output has it.
  DType compute_dtype() const { return compute_dtype_; }
  /// The dtype of the weights.
  DType variable_dtype() const { return dtype_policy_.variable_dtype(); }
  DType dtype() const { return variable_dtype(); }
  /// The shape of one input without the batch, if the options gave one.
  const Shape& input_shape() const { return input_shape_; }
  bool has_input_shape() const { return has_input_shape_; }
  virtual bool is_built() const { return is_built_ || !weights_.empty(); }

  /// The layers that this one is made of; a model's layers.
  virtual std::vector<Layer*> sublayers() const { return {}; }
  /// The weights in the order of their creation, those of the sublayers after the own ones.
  std::vector<const Weight*> weight_list() const;
  /// Trainable weights first, then the others, as Keras orders them.
  std::vector<Variable> weights() const;
  std::vector<Variable> trainable_weights() const;
  std::vector<Variable> non_trainable_weights() const;
  /// Copies of the weights' values, in the order of weights().
  std::vector<Tensor> get_weights() const;
  /// Throws ValueError for another number of arrays, ShapeError for another shape.
  void set_weights(const std::vector<Tensor>& values);
  /// Number of elements of all weights.
  int64_t count_params() const;

 protected:
  explicit Layer(const LayerOptions& options, std::string_view class_name);
  Layer(Layer&& other) noexcept;

  /// y from x; must not change the layer.
  virtual Tensor call(const Tensor& x, Mode mode) const = 0;
  /// See plan(). The layer is built, computes in float32 and has no activity regularizer.
  virtual bool plan_into(PlanBuilder& plan) const;

  /// A new weight of the layer's variable dtype, initialised and known to weights().
  Variable add_weight(std::string_view name, const Shape& shape, const WeightOptions& options);

 private:
  std::string name_;
  bool has_given_name_;
  bool trainable_;
  DTypePolicy dtype_policy_;
  DType compute_dtype_;
  bool autocast_;
  std::shared_ptr<regularizers::Regularizer> activity_regularizer_;
  Shape input_shape_;
  bool has_input_shape_;
  bool is_built_ = false;
  std::vector<Weight> weights_;
};

}  // namespace keratin::layers

namespace keratin {
using layers::Layer;  ///< to derive from
}
