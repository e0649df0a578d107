// An embedding that also goes back, from vectors to scores of whole numbers.
#pragma once
#include <optional>

#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct ReversibleEmbeddingOptions {
  int64_t input_dim = 0;
  int64_t output_dim = 0;
  bool tie_weights = true;  // whether both directions have one matrix
  AnyInitializer embeddings_initializer = "uniform";
  AnyRegularizer embeddings_regularizer = {};
  AnyConstraint embeddings_constraint = {};
  bool mask_zero = false;
  std::optional<std::string> reverse_dtype =
      {};  // that the way back computes in; None: the layer's
  std::optional<double> logit_soft_cap = {};
  std::optional<Config> quantization_config = {};  // refused: no layer computes in integers yet
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = false;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = embeddings[x], as Embedding; called with {.reverse = true}
/// y = x . transpose(embeddings), or without tie_weights x . reverse_embeddings, and with
/// logit_soft_cap y = cap * tanh(y / cap)
/// x [batch, ...] -> y [batch, ..., output_dim], back x [batch, ..., output_dim] -> y [batch, ...,
/// input_dim];  embeddings [input_dim, output_dim], reverse_embeddings [output_dim, input_dim],
/// which has neither regularizer nor constraint
/// With mask_zero the steps where x is 0 are masked; the way back has no mask. Throws as Embedding,
/// ShapeError for x of another last axis on the way back, DTypeError for a reverse_dtype that is
/// not floating.
/// Press and Wolf, "Using the output embedding to improve language models", 2016.
class ReversibleEmbedding final : public LayerOf<ReversibleEmbedding, ReversibleEmbeddingOptions> {
 public:
  explicit ReversibleEmbedding(ReversibleEmbeddingOptions options);
  ReversibleEmbedding(int64_t input_dim, int64_t output_dim,
                      ReversibleEmbeddingOptions options = {})
      : ReversibleEmbedding(
            (options.input_dim = input_dim, options.output_dim = output_dim, std::move(options))) {}

  void build(const Shapes& x) override;
  Tensor call(const Tensor& x, Call& call) const override;
  Masking masking() const override { return Masking::kept; }  // the call says it
  Config get_config() const override;
  /// The weights; without a value before build, the second one with tie_weights.
  const Variable& embeddings() const { return embeddings_; }
  const Variable& reverse_embeddings() const { return reverse_embeddings_; }

 private:
  Tensor rows(const Tensor& x, const Call& call) const;
  Tensor scores(const Tensor& x) const;

  Variable embeddings_ = declare("embeddings");
  Variable reverse_embeddings_ = declare("reverse_embeddings");
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::ReversibleEmbedding, layers::ReversibleEmbeddingOptions,
                                layers::Layer>;
extern template class layers::LayerOf<layers::ReversibleEmbedding,
                                      layers::ReversibleEmbeddingOptions>;
}  // namespace keratin
