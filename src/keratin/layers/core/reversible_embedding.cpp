// An embedding that also goes back.
#include "keratin/layers/core/reversible_embedding.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/range_internal.h"
#include "keratin/ops/take_internal.h"

namespace keratin::layers {

namespace {

void check_positive(const char* name, int64_t length) {
  if (length > 0) return;
  throw_value_error(text("ReversibleEmbedding: `", name,
                         "` must be a positive integer. Received: ", name, "=", length));
}

ReversibleEmbeddingOptions never_cast(ReversibleEmbeddingOptions options) {
  options.autocast = false;
  return options;
}

}  // namespace

ReversibleEmbedding::ReversibleEmbedding(ReversibleEmbeddingOptions options)
    : LayerOf(never_cast(std::move(options))) {
  check_positive("input_dim", options_.input_dim);
  check_positive("output_dim", options_.output_dim);
  if (options_.quantization_config) {
    throw_value_error("ReversibleEmbedding: quantization_config (integer rows) is not there yet");
  }
  if (options_.reverse_dtype && !is_floating(dtype_named(*options_.reverse_dtype))) {
    throw_dtype_error(text("ReversibleEmbedding: reverse_dtype must be floating. Received: ",
                           *options_.reverse_dtype));
  }
}

Config ReversibleEmbedding::get_config() const {
  const Config all = LayerOf::get_config();
  constexpr std::string_view kLast[] = {"tie_weights", "reverse_dtype", "logit_soft_cap"};
  const auto comes_last = [&](std::string_view name) {
    return std::find(std::begin(kLast), std::end(kLast), name) != std::end(kLast);
  };
  Config config;
  for (const auto& [name, value] : all) {
    if (comes_last(name)) continue;
    if (name == "embeddings_constraint" && !config.contains("activity_regularizer")) {
      config.set("activity_regularizer", {});  // Keras writes it here when there is none
    }
    config.set(name, value);
  }
  for (const std::string_view name : kLast) config.set(std::string(name), all[name]);
  return config;
}

void ReversibleEmbedding::build(const Shapes&) {
  fill(embeddings_, {options_.input_dim, options_.output_dim},
       {.initializer = options_.embeddings_initializer,
        .regularizer = options_.embeddings_regularizer,
        .constraint = options_.embeddings_constraint});
  if (options_.tie_weights) return;
  fill(reverse_embeddings_, {options_.output_dim, options_.input_dim},
       {.initializer = options_.embeddings_initializer});
}

Tensor ReversibleEmbedding::call(const Tensor& x, Call& call) const {
  return call.reverse() ? scores(x) : rows(x, call);
}

Tensor ReversibleEmbedding::rows(const Tensor& x, const Call& call) const {
  const Tensor indices = x.dtype() == int32 ? x : x.as_dtype(int64);
  if (const auto bad = ops::first_outside(indices, 0, options_.input_dim)) {
    throw_value_error(text("index ", bad->as_integer(), " is outside of the ", options_.input_dim,
                           " rows (0 to ", options_.input_dim - 1, ")"),
                      {{"input", describe(x)}, {"embeddings", describe(embeddings_)}},
                      "input_dim is the largest index + 1; {.reverse = true} goes back");
  }
  const Tensor y = ops::taken("embedding", embeddings_, indices, 0).as_dtype(compute_dtype());
  if (options_.mask_zero && !call.finds_shapes()) set_mask(y, ops::not_equal(x, 0));
  return y;
}

Tensor ReversibleEmbedding::scores(const Tensor& x) const {
  const Tensor matrix =
      options_.tie_weights ? embeddings_.value().T() : reverse_embeddings_.value();
  if (x.ndim() == 0 || x.shape().back() != options_.output_dim) {
    throw_shape_error(text("with reverse, the input needs a last axis of ", options_.output_dim),
                      {{"input", describe(x)}, {"embeddings", describe(embeddings_)}});
  }
  const DType dtype =
      options_.reverse_dtype ? dtype_named(*options_.reverse_dtype) : compute_dtype();
  Tensor y = ops::matmul(x.as_dtype(dtype), matrix.as_dtype(dtype));
  if (options_.logit_soft_cap) {
    const double cap = *options_.logit_soft_cap;
    y = ops::tanh(y / cap) * cap;
  }
  return y;
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::ReversibleEmbedding, layers::ReversibleEmbeddingOptions,
                         layers::Layer>;
template class layers::LayerOf<layers::ReversibleEmbedding, layers::ReversibleEmbeddingOptions>;
}  // namespace keratin
