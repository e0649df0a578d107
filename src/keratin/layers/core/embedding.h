// Whole numbers to vectors.
#pragma once
#include <optional>

#include "keratin/layers/layer_of.h"

namespace keratin::layers {

/// The matrix that an Embedding begins with; no configuration holds it.
struct GivenEmbeddings {
  GivenEmbeddings() = default;
  GivenEmbeddings(Tensor matrix) : value(std::move(matrix)) {}  // NOLINT: implicit on purpose
  GivenEmbeddings(NoneType) {}                                  // NOLINT

  friend ConfigValue to_value(const GivenEmbeddings&) { return {}; }
  friend void from_value(const ConfigValue& given, GivenEmbeddings& x) {
    x = given.is_none() ? GivenEmbeddings() : GivenEmbeddings(constant_from(given));
  }

  Tensor value;  // undefined when none is given
};

struct EmbeddingOptions {
  int64_t input_dim = 0;
  int64_t output_dim = 0;
  AnyInitializer embeddings_initializer = "uniform";
  AnyRegularizer embeddings_regularizer = {};
  AnyConstraint embeddings_constraint = {};
  bool mask_zero = false;
  GivenEmbeddings weights = {};                    // in the place of the initializer's
  std::optional<int64_t> lora_rank = {};           // refused: low-rank adapters are not there yet
  std::optional<int64_t> lora_alpha = {};          // the same
  std::optional<Config> quantization_config = {};  // refused: no layer computes in integers yet
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = false;  // never: the input is of whole numbers
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = embeddings[x]: each number of x becomes a row
/// x [batch, ...] -> y [batch, ..., output_dim];  embeddings [input_dim, output_dim]
/// Floats are truncated. With mask_zero the steps where x is 0 are masked. Throws ValueError unless
/// both sizes are positive, ShapeError for `weights` of another shape, and, when called, ValueError
/// for a number outside of [0, input_dim), also for a negative one.
class Embedding final : public LayerOf<Embedding, EmbeddingOptions> {
 public:
  static constexpr Renamed renamed[] = {{"init", "embeddings_initializer"},
                                        {"W_regularizer", "embeddings_regularizer"},
                                        {"W_constraint", "embeddings_constraint"}};
  static constexpr std::string_view written_if_changed[] = {"lora_rank", "lora_alpha"};
  static constexpr std::string_view ignored[] = {"input_length"};

  explicit Embedding(EmbeddingOptions options);
  Embedding(int64_t input_dim, int64_t output_dim, EmbeddingOptions options = {})
      : Embedding(
            (options.input_dim = input_dim, options.output_dim = output_dim, std::move(options))) {}

  void build(const Shapes& x) override;
  Tensor call(const Tensor& x, Call& call) const override;
  Masking masking() const override { return options_.mask_zero ? Masking::made : Masking::none; }
  Config get_config() const override;
  /// The weight; without a value before build.
  const Variable& embeddings() const { return embeddings_; }

 private:
  Tensor compute_mask(const Tensors& x, const Tensors& masks) const override;

  Variable embeddings_ = declare("embeddings");
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::Embedding, layers::EmbeddingOptions, layers::Layer>;
extern template class layers::LayerOf<layers::Embedding, layers::EmbeddingOptions>;
}  // namespace keratin
