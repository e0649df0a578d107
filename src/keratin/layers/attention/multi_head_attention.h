// Attention of several heads at once, between projections.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "keratin/layers/core/einsum_dense.h"

namespace keratin::layers {

/// The base of MultiHeadAttention and GroupQueryAttention: query, key and value are projected for
/// each head, attend (ops::dot_product_attention), and are projected back.
///
/// Called with {query, value} or {query, value, key}, where the key is the value by default:
///   query [batch, queries, features], value and key [batch, keys, features]
///   -> y [batch, queries, outputs], and with .return_attention_scores also the softmax,
///   [batch, heads, queries, keys]
/// A query sees the keys that .attention_mask, the masks of query, value and key,
/// .use_causal_mask and sliding_window all allow. One that sees none attends to all alike, but to
/// nothing where scores are asked for or dropout is set: as in Keras. The mask of the query is the
/// output's too.
/// Throws ValueError for another number of inputs, ShapeError for lengths that do not fit.
class HeadsAttention : public Layer {
 public:
  Tensors call(const Tensors& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }
  Config get_build_config() const override;
  void build_from_config(const Config& config) override;
  std::span<const std::string_view> argument_names() const override;

  /// The projections; null before build, and gate_dense() without use_gate.
  const std::shared_ptr<Layer>& query_dense() const { return query_; }
  const std::shared_ptr<Layer>& key_dense() const { return key_; }
  const std::shared_ptr<Layer>& value_dense() const { return value_; }
  const std::shared_ptr<Layer>& gate_dense() const { return gate_; }
  const std::shared_ptr<Layer>& output_dense() const { return output_; }

 protected:
  explicit HeadsAttention(const LayerOptions& options);

  /// What build is told of the projections and of what is between.
  struct Parts;
  void build_parts(const Parts& parts);
  /// The shape of input i; the key's is that of the value where there are two.
  static const Shape& shape_of(const Shapes& x, size_t i);

 private:
  struct Core;

  Tensor compute_mask(const Tensors& x, const Tensors& masks) const override;
  Tensor visible_keys(const Tensors& x, const Call& call, bool is_causal) const;

  std::shared_ptr<Layer> query_, key_, value_, gate_, softmax_, dropout_, output_;
  std::shared_ptr<const Core> core_;
};

struct MultiHeadAttentionOptions {
  int64_t num_heads = 0;
  int64_t key_dim = 0;                    // the depth of query and key in each head
  std::optional<int64_t> value_dim = {};  // that of the value; key_dim by default
  double dropout = 0;                     // of the scores
  bool use_bias = true;
  OutputLengths output_shape = {};             // the features of the output; the query's by default
  Axes attention_axes = {};                    // all but the batch, the heads and the features
  std::optional<int64_t> sliding_window = {};  // keys at most so many steps away, itself included
  std::optional<bool> flash_attention = {};    // the same numbers, whatever it says
  AnyInitializer kernel_initializer = "glorot_uniform";
  AnyInitializer bias_initializer = "zeros";
  AnyRegularizer kernel_regularizer = {};
  AnyRegularizer bias_regularizer = {};
  AnyRegularizer activity_regularizer = {};  // of each projection
  AnyConstraint kernel_constraint = {};
  AnyConstraint bias_constraint = {};
  bool use_gate = false;  // multiplies what the heads give by sigmoid(a projection of the query)
  std::optional<uint64_t> seed = {};
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;

  static constexpr bool regularizes_parts = true;
};

/// See HeadsAttention. Query and key have key_dim features in each head, the value value_dim.
/// Kernels [features, num_heads, key_dim], biases [num_heads, key_dim]; of the output [num_heads,
/// value_dim, outputs] and [outputs]. Inputs may have several attention axes,
/// [batch, lengths..., features]. Throws ValueError for num_heads, key_dim, value_dim or
/// sliding_window below 1, and for dropout outside of [0, 1). Vaswani et al., "Attention is all you
/// need", 2017.
class MultiHeadAttention final
    : public LayerOf<MultiHeadAttention, MultiHeadAttentionOptions, HeadsAttention> {
 public:
  static constexpr std::string_view written_if_changed[] = {"flash_attention"};

  explicit MultiHeadAttention(MultiHeadAttentionOptions options);
  MultiHeadAttention(int64_t num_heads, int64_t key_dim, MultiHeadAttentionOptions options = {})
      : MultiHeadAttention(
            (options.num_heads = num_heads, options.key_dim = key_dim, std::move(options))) {}

  void build(const Shapes& x) override;
  Config get_config() const override;

 private:
  int64_t value_dim() const { return options_.value_dim.value_or(options_.key_dim); }
};

struct GroupQueryAttentionOptions {
  int64_t head_dim = 0;
  int64_t num_query_heads = 0;
  int64_t num_key_value_heads = 0;
  double dropout = 0;  // of the scores
  bool use_bias = true;
  std::optional<int64_t> sliding_window = {};  // keys at most so many steps away, itself included
  std::optional<bool> flash_attention = {};    // the same numbers, whatever it says
  AnyInitializer kernel_initializer = "glorot_uniform";
  AnyInitializer bias_initializer = "zeros";
  AnyRegularizer kernel_regularizer = {};
  AnyRegularizer bias_regularizer = {};
  AnyRegularizer activity_regularizer = {};  // of each projection, and of the output
  AnyConstraint kernel_constraint = {};
  AnyConstraint bias_constraint = {};
  bool use_gate = false;  // multiplies what the heads give by sigmoid(a projection of the query)
  std::optional<uint64_t> seed = {};
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;

  static constexpr std::string_view named_after = "GroupedQueryAttention";
};

/// See HeadsAttention. Groups of num_query_heads / num_key_value_heads heads of the query share a
/// head of key and value. Throws ValueError for numbers below 1, for query heads that are no
/// multiple of the others, and for dropout outside of [0, 1). Ainslie et al., "GQA: training
/// generalized multi-query transformer models from multi-head checkpoints", 2023.
class GroupQueryAttention final
    : public LayerOf<GroupQueryAttention, GroupQueryAttentionOptions, HeadsAttention> {
 public:
  static constexpr std::string_view written_if_changed[] = {"flash_attention"};

  explicit GroupQueryAttention(GroupQueryAttentionOptions options);
  GroupQueryAttention(int64_t head_dim, int64_t num_query_heads, int64_t num_key_value_heads,
                      GroupQueryAttentionOptions options = {})
      : GroupQueryAttention((options.head_dim = head_dim, options.num_query_heads = num_query_heads,
                             options.num_key_value_heads = num_key_value_heads,
                             std::move(options))) {}

  void build(const Shapes& x) override;
  Config get_config() const override;
  std::string_view named_after() const override { return GroupQueryAttentionOptions::named_after; }
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::MultiHeadAttention, layers::MultiHeadAttentionOptions,
                                layers::HeadsAttention>;
extern template class layers::LayerOf<layers::MultiHeadAttention, layers::MultiHeadAttentionOptions,
                                      layers::HeadsAttention>;
extern template class Described<layers::GroupQueryAttention, layers::GroupQueryAttentionOptions,
                                layers::HeadsAttention>;
extern template class layers::LayerOf<layers::GroupQueryAttention,
                                      layers::GroupQueryAttentionOptions, layers::HeadsAttention>;
}  // namespace keratin
