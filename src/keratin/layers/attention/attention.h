// Attention of queries to keys, without weights of its own but for a scale.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "keratin/layers/layer_of.h"

namespace keratin::layers {

/// The base of Attention and AdditiveAttention:
///   y = softmax(scores(query, key)) . value
/// called with {query, value} or {query, value, key}, where the key is the value by default:
///   query [batch, queries, depth], value [batch, keys, value_depth], key [batch, keys, depth]
///   -> y [batch, queries, value_depth], and with .return_attention_scores also the softmax,
///   [batch, queries, keys]
/// Keys that the value's mask leaves out, and with .use_causal_mask those behind a query, are not
/// seen: 1e9 is taken from their scores. Rows that the query's mask leaves out are zeros.
/// Throws ValueError for another number of inputs, ShapeError for lengths that do not fit.
class ScoredAttention : public Layer {
 public:
  Tensors call(const Tensors& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }

 protected:
  explicit ScoredAttention(const LayerOptions& options) : Layer(options) {}
  /// For constructors.
  void set_dropout(double rate, std::optional<uint64_t> seed);
  /// query [batch, queries, depth], key [batch, keys, depth] -> [batch, queries, keys]
  virtual Tensor scores(const Tensor& query, const Tensor& key) const = 0;

 private:
  Tensor compute_mask(const Tensors& x, const Tensors& masks) const override;

  double dropout_ = 0;
  std::shared_ptr<RandomStream> random_;  // null without dropout
};

struct AttentionOptions {
  bool use_scale = false;
  std::string score_mode = "dot";  // or "concat"
  double dropout = 0;              // of the softmax
  std::optional<uint64_t> seed = {};
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
};

/// "dot": scores = scale * query . key^T;  "concat": scores = concat_score_weight * sum over depth
/// of tanh(scale * (query + key)). scale is a weight, 1 at first, with use_scale; without it 1.
/// See ScoredAttention for how it is called. Throws ValueError for another score_mode and for a
/// dropout outside of [0, 1). Luong et al., "Effective approaches to attention-based neural machine
/// translation", 2015.
class Attention final : public LayerOf<Attention, AttentionOptions, ScoredAttention> {
 public:
  explicit Attention(AttentionOptions options = {});
  void build(const Shapes& x) override;

 private:
  Tensor scores(const Tensor& query, const Tensor& key) const override;

  Variable scale_ = declare("scale"), concat_score_weight_ = declare("concat_score_weight");
};

struct AdditiveAttentionOptions {
  bool use_scale = true;
  double dropout = 0;
  std::optional<uint64_t> seed = {};
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
};

/// scores = sum over depth of scale * tanh(query + key);  scale [depth], with use_scale. Throws
/// ValueError for a dropout outside of [0, 1). Bahdanau et al., "Neural machine translation by
/// jointly learning to align and translate", 2014.
class AdditiveAttention final
    : public LayerOf<AdditiveAttention, AdditiveAttentionOptions, ScoredAttention> {
 public:
  explicit AdditiveAttention(AdditiveAttentionOptions options = {});
  void build(const Shapes& x) override;

 private:
  Tensor scores(const Tensor& query, const Tensor& key) const override;

  Variable scale_ = declare("scale");
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::Attention, layers::AttentionOptions,
                                layers::ScoredAttention>;
extern template class layers::LayerOf<layers::Attention, layers::AttentionOptions,
                                      layers::ScoredAttention>;
extern template class Described<layers::AdditiveAttention, layers::AdditiveAttentionOptions,
                                layers::ScoredAttention>;
extern template class layers::LayerOf<layers::AdditiveAttention, layers::AdditiveAttentionOptions,
                                      layers::ScoredAttention>;
}  // namespace keratin
