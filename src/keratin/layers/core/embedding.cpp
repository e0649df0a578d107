// Whole numbers to vectors.
#include "keratin/layers/core/embedding.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/range_internal.h"
#include "keratin/ops/take_internal.h"

namespace keratin::layers {

namespace {

void check_dimension(const char* name, int64_t length) {
  if (length > 0) return;
  throw_value_error(
      text("Embedding: `", name, "` must be a positive integer. Received: ", name, "=", length));
}

EmbeddingOptions without_cast(EmbeddingOptions options) {
  options.autocast = false;
  return options;
}

}  // namespace

Embedding::Embedding(EmbeddingOptions options) : LayerOf(without_cast(std::move(options))) {
  check_dimension("input_dim", options_.input_dim);
  check_dimension("output_dim", options_.output_dim);
  if (options_.lora_rank || options_.lora_alpha) {
    throw_value_error("Embedding: lora_rank and lora_alpha (low-rank adapters) are not there yet");
  }
  if (options_.quantization_config) {
    throw_value_error("Embedding: quantization_config (integer rows) is not there yet");
  }
  if (!options_.weights.value.defined()) return;
  build({});
  set_weights({options_.weights.value});
  options_.weights = {};
}

Config Embedding::get_config() const {
  Config config;
  for (const auto& [name, value] : LayerOf::get_config()) {
    if (name == "weights") continue;
    if (name == "embeddings_constraint" && !config.contains("activity_regularizer")) {
      config.set("activity_regularizer", {});  // Keras writes it here when there is none
    }
    config.set(name, value);
  }
  return config;
}

void Embedding::build(const Shapes&) {
  fill(embeddings_, {options_.input_dim, options_.output_dim},
       {.initializer = options_.embeddings_initializer,
        .regularizer = options_.embeddings_regularizer,
        .constraint = options_.embeddings_constraint});
}

Tensor Embedding::call(const Tensor& x, Call&) const {
  // Numbers beyond int32 become its largest one, which no table has.
  const bool is_short = x.dtype() == int32 || is_floating(x.dtype());
  const Tensor indices = x.as_dtype(is_short ? int32 : int64);
  if (const auto bad = ops::first_outside(indices, 0, options_.input_dim)) {
    throw_value_error(text("index ", bad->as_integer(), " is outside of the ", options_.input_dim,
                           " rows (0 to ", options_.input_dim - 1, ")"),
                      {{"input", describe(x)}, {"embeddings", describe(embeddings_)}},
                      "input_dim is the largest index + 1");
  }
  return ops::taken("embedding", embeddings_, indices, 0).as_dtype(compute_dtype());
}

Tensor Embedding::compute_mask(const Tensors& x, const Tensors&) const {
  return ops::not_equal(x[0], 0);
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::Embedding, layers::EmbeddingOptions, layers::Layer>;
template class layers::LayerOf<layers::Embedding, layers::EmbeddingOptions>;
}  // namespace keratin
