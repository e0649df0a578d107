// A recurrent layer in both directions.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "keratin/layers/rnn/rnn.h"

namespace keratin::layers {

/// "concat", "sum", "mul", "ave", or None for both outputs.
struct MergeMode {
  MergeMode() = default;
  MergeMode(const char* mode) : name(mode) {}             // NOLINT: implicit on purpose
  MergeMode(std::string mode) : name(std::move(mode)) {}  // NOLINT
  MergeMode(NoneType) : name() {}                         // NOLINT

  friend ConfigValue to_value(const MergeMode& x) {
    return x.name.empty() ? ConfigValue() : ConfigValue(x.name);
  }
  friend void from_value(const ConfigValue& value, MergeMode& x) {
    x.name = value.is_none() ? "" : value.as_string();
  }

  std::string name = "concat";  // "" is None
};

/// Arrays that the weights begin with; no configuration holds them.
struct GivenWeights {
  GivenWeights() = default;
  GivenWeights(std::vector<Tensor> arrays) : list(std::move(arrays)) {}  // NOLINT: implicit
  GivenWeights(NoneType) {}                                              // NOLINT

  friend ConfigValue to_value(const GivenWeights&) { return {}; }
  friend void from_value(const ConfigValue&, GivenWeights& x) { x = {}; }

  std::vector<Tensor> list;
};

struct BidirectionalOptions {
  AnyLayer layer = {};
  MergeMode merge_mode = {};
  GivenWeights weights = {};
  AnyLayer backward_layer = {};
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = the output of a recurrent layer and of another one that begins at the end, as one
/// x [batch, steps, features] -> y [batch, (steps,) 2 units] for "concat", [batch, (steps,) units]
/// for "sum", "mul" and "ave"; two outputs for None. With return_state the states of the first
/// layer and of the second follow; initial_state takes them in this order. Both are new layers, by
/// the configuration of `layer`, named forward_ and backward_ and its name, and by that of
/// `backward_layer` when it is given. Where steps are masked, outputs are zeros. Throws ValueError
/// for a layer that is not recurrent, for two layers that do not fit together, and for another
/// merge_mode. Schuster and Paliwal, "Bidirectional recurrent neural networks", 1997.
class Bidirectional final : public LayerOf<Bidirectional, BidirectionalOptions> {
 public:
  explicit Bidirectional(BidirectionalOptions options);
  template <std::derived_from<Layer> L>
  explicit Bidirectional(const L& layer, BidirectionalOptions options = {})
      : Bidirectional((options.layer = layer, std::move(options))) {}

  void build(const Shapes& x) override;
  Tensors call(const Tensors& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }
  Config get_config() const override;

  const Recurrence& forward_layer() const { return *forward_; }
  const Recurrence& backward_layer() const { return *backward_; }
  /// Makes the states of both zeros. Throws ValueError unless they are stateful.
  void reset_state();
  void reset_states() { reset_state(); }

 private:
  Tensor compute_mask(const Tensors& x, const Tensors& masks) const override;
  Tensors merged(const Tensor& y, const Tensor& reversed) const;

  std::shared_ptr<Recurrence> forward_, backward_;
  std::shared_ptr<std::vector<Tensor>> given_;  // weights, until they are built
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::Bidirectional, layers::BidirectionalOptions, layers::Layer>;
extern template class layers::LayerOf<layers::Bidirectional, layers::BidirectionalOptions>;
}  // namespace keratin
