// The base of all layers: a handle, whose copies are the same layer. Its weights, its name and its
// sublayers are shared by the copies; its mathematics is `call`, which is const.
#pragma once
#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keratin/layers/call.h"
#include "keratin/layers/layer_options.h"
#include "keratin/ops/node.h"

namespace keratin::layers {

class PlanBuilder;
class RandomStream;

class Layer : public Operation {
 public:
  static constexpr std::string_view family = "layer";
  static constexpr ClassNames names[] = {
#define KERATIN_CLASS(name, ...) {#name, {__VA_ARGS__}},
#include "keratin/layers/classes.inl"
  };
  using Family = Layer;
  using Masking = MaskRule;
  static std::span<const RegistryEntry<Layer>> registry();
  /// A new layer with default arguments. Throws ValueError for an unknown name.
  static std::shared_ptr<Layer> get(std::string_view name);

  ~Layer() override;
  /// The same layer.
  Layer(const Layer& other);
  Layer& operator=(const Layer& other);

  /// y = layer(x), building the weights on first use; a symbolic x gives a symbolic y. Errors name
  /// the layer. Safe from several threads once the layer is built. The second form is for layers
  /// of several inputs: add({a, b}). Throws ValueError for a layer that gives several outputs.
  Tensor operator()(const Tensor& x, const CallOptions& options = {}) const;
  Tensor operator()(const Tensors& x, const CallOptions& options = {}) const;
  /// All that the layer gives.
  Tensors outputs_for(const Tensors& x, const CallOptions& options = {}) const;
  /// The n outputs of the layer: auto [y, h, c] = lstm.get<3>(x).
  template <size_t n>
  std::array<Tensor, n> get(const Tensors& x, const CallOptions& options = {}) const {
    const Tensors all = outputs_for(x, options);
    check_count(all.size(), n);
    std::array<Tensor, n> result;
    for (size_t i = 0; i < n; ++i) result[i] = all[i];
    return result;
  }

  /// Gives the weights their shapes, for inputs of shapes x (the first axis is the batch and may be
  /// None). Each copy of a layer runs it once; the weights are made once.
  virtual void build(const Shapes& x);
  /// build(x), unless it is done; errors name the layer, and leave it unbuilt.
  void ensure_built(const Shapes& x) const;
  virtual bool is_built() const;
  /// The shapes that it was built for; empty before.
  const Shapes& build_shapes() const;
  /// The shapes that calls give for inputs of such shapes, None for lengths that are not known.
  /// Builds the layer. Throws what a call throws when they do not fit.
  Shapes compute_output_shape(const Shapes& x) const;
  /// What dtype compute_output_shape takes input i for.
  virtual DType expected_dtype(size_t i) const;
  Shape output_shape(const Shape& x) const { return compute_output_shape(x).front(); }

  /// Appends to a plan what the layer does, so that a backend can compile it into a whole step.
  /// False when it is something that no plan knows: then the model calls the layers one by one.
  bool plan(PlanBuilder& plan) const;
  /// Whether a call heeds Call::scale(): its output is a sum for each unit, and nothing more.
  bool takes_scale() const;

  /// The given name, or the class name in snake case; a model makes it unique among its layers.
  const std::string& name() const override;
  bool has_given_name() const override;
  void rename(std::string name) override;
  /// "<Dense name=dense_1, built=True>", as Keras prints it.
  std::string to_string() const override;
  /// "dense_1 (Dense)", as errors and summaries write it.
  virtual std::string title() const;

  bool trainable() const;
  /// Freezes (false) or thaws the weights, of sublayers too: what a compiled model trains is frozen
  /// at once, what was frozen when it was compiled begins to train at the next compile.
  void set_trainable(bool trainable);
  /// The policy that the options gave, or that was the global one when the layer was constructed.
  DTypePolicy dtype_policy() const;
  /// Floating inputs are cast to it, and the output has it.
  DType compute_dtype() const;
  /// The dtype of the weights.
  DType variable_dtype() const { return dtype_policy().variable_dtype(); }
  DType dtype() const { return variable_dtype(); }
  /// The shape of one input without the batch, if the options gave one.
  const Shape& input_shape() const;
  bool has_input_shape() const { return !input_shape().empty(); }

  /// The symbolic tensors of the call at `node_index`: Model(model.input(), layer.output()).
  /// Throws ValueError unless the layer was called with symbolic tensors, and for several.
  Tensor input(size_t node_index = 0) const;
  Tensor output(size_t node_index = 0) const;
  /// Its calls with symbolic tensors that are still in use, in their order.
  const std::vector<GraphNode*>& nodes() const;

  /// The layers that this one is made of; a model's layers.
  virtual std::vector<Layer*> sublayers() const;
  /// The names of the attributes that hold them; empty where track was given none.
  virtual std::vector<std::string> sublayer_attributes() const;
  /// The weights of this layer itself: those that train, then the others.
  std::vector<Variable> own_weights() const;
  /// The weights, each once: own ones that train, own others, then those of the sublayers.
  std::vector<const Weight*> weight_list() const;
  std::vector<Variable> weights() const;
  std::vector<Variable> trainable_weights() const;
  std::vector<Variable> non_trainable_weights() const;
  std::vector<Variable> trainable_variables() const { return trainable_weights(); }
  std::vector<Variable> variables() const { return weights(); }
  /// Copies of the weights' values, in the order of weights().
  std::vector<Tensor> get_weights() const;
  /// Throws ValueError for another number of arrays, ShapeError for another shape; nothing is
  /// changed then.
  void set_weights(const std::vector<Tensor>& values);
  /// Number of elements of all weights.
  int64_t count_params() const;
  /// What this layer and its sublayers draw random numbers from, each once.
  std::vector<std::shared_ptr<RandomStream>> random_streams() const;

  // For models and files.
  const void* identity() const override { return state_.get(); }
  void add_node(GraphNode* node) override;
  void remove_node(GraphNode* node) override;
  /// A copy of this handle on the heap.
  virtual std::shared_ptr<Layer> share() const = 0;
  template <class Options>
  static LayerOptions common(const Options& options, std::string_view class_name);
  /// Takes name and trainable from a configuration, where the options have no such members.
  void configure(const Config& config);
  /// {"input_shape": ...}, as files hold it; empty before build, and for layers that need none:
  /// Keras builds those when they are made.
  virtual Config get_build_config() const;
  /// The names of its inputs, where Keras calls it with one argument each; empty where all are one.
  virtual std::span<const std::string_view> argument_names() const { return {}; }
  virtual void build_from_config(const Config& config);

 protected:
  explicit Layer(const LayerOptions& options);

  /// y from x; must not change the layer. Override this one, or the other for several inputs or
  /// outputs.
  virtual Tensor call(const Tensor& x, Call& call) const;
  virtual Tensors call(const Tensors& x, Call& call) const;
  virtual Masking masking() const { return Masking::none; }
  /// The mask of the output; by default that of the first input that has one.
  virtual Tensor compute_mask(const Tensors& x, const Tensors& masks) const;
  /// See takes_scale(). The layer has no activity regularizer.
  virtual bool gives_sums() const { return false; }
  /// See plan(). The layer is built, computes in float32 and has no activity regularizer.
  virtual bool plan_into(PlanBuilder& plan) const;

  /// A weight without a shape yet, for a member: Variable kernel_ = declare("kernel").
  Variable declare(std::string_view name);
  /// Gives a declared weight its shape and first value; one that has them is checked. Throws
  /// ShapeError for another shape than it has.
  void fill(Variable& variable, const Shape& shape, const WeightOptions& options);
  /// Both in one, for build.
  Variable add_weight(std::string_view name, const Shape& shape, const WeightOptions& options);
  /// A weight of that sublayer as one of this layer's own too, as Keras has it of a variable that
  /// two layers hold: files have it twice, weights() once. Undefined when there is none of that
  /// name; for build.
  Variable adopt_weight(std::string_view name, Layer& from);
  /// What the layer draws random numbers from, for a member; see RandomStream.
  std::shared_ptr<RandomStream> random_stream(std::optional<uint64_t> seed = {});
  /// Makes a layer part of this one: layers::Dense hidden_ = track(layers::Dense(64)). In build it
  /// gives back what the first build tracked.
  template <class L>
  L track(L layer) {
    return track({}, std::move(layer));
  }
  /// The same, and the name of the attribute that holds it in Keras, under which files keep its
  /// weights: layers::Dense hidden_ = track("hidden", layers::Dense(64)). "cells/" is an entry of a
  /// list, in the order of the calls.
  template <class L>
  L track(std::string_view attribute, L layer) {
    if (Layer* known = tracked_before(layer)) return static_cast<const L&>(*known);
    add_sublayer(layer.share(), attribute);
    return layer;
  }

  /// The same of a layer whose class is not known.
  std::shared_ptr<Layer> track(std::string_view attribute, std::shared_ptr<Layer> layer);

  Config base_config() const;
  static bool is_hidden(std::string_view name);

 public:
  static bool is_ignored_name(std::string_view name, const ConfigValue& value);

 private:
  struct State;

  Tensors call_symbolic(const Tensors& x, const CallOptions& options) const;
  template <class In, class Out>
  Out run(const In& x, const CallOptions& options) const;
  template <class In, class Out>
  Out checked_run(const In& x, const CallOptions& options) const;
  void build_here(const Shapes& x) const;
  void add_penalty(const Tensor& y, CallScope& scope) const;
  void finish(const Tensor* inputs, size_t count, Tensor& y, Call& call, CallScope& scope) const;
  void check_count(size_t received, size_t expected) const;
  Layer* tracked_before(const Layer& layer);
  void add_sublayer(std::shared_ptr<Layer> layer, std::string_view attribute);
  Weight* find_weight(std::string_view name);

  std::shared_ptr<State> state_;
  mutable std::atomic<bool> is_built_here_ = false;
  bool filled_here_ = false;
  size_t tracked_ = 0;
};

}  // namespace keratin::layers

namespace keratin {
using layers::Layer;  ///< to derive from
}  // namespace keratin
