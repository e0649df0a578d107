// Scaled dot-product attention; Keras: keras.ops.dot_product_attention.
#pragma once
#include <optional>

#include "keratin/tensor/tensor.h"

namespace keratin::ops {

struct DotProductAttentionOptions {
  Tensor bias = {};                                 // added to the scores, which it broadcasts to
  Tensor mask = {};                                 // bool: which keys a query sees
  std::optional<double> scale = {};                 // of the scores; by default 1 / sqrt(depth)
  bool is_causal = false;                           // query i sees keys 0 to i
  std::optional<bool> flash_attention = {};         // the same numbers, whatever it says
  std::optional<double> attn_logits_soft_cap = {};  // scores / (1 + |scores| / cap)
};

/// softmax(scale * query . key^T + bias) . value, for each head by itself
/// query [batch, queries, heads, depth], key [batch, keys, key_heads, depth], value [batch, keys,
/// key_heads, value_depth] -> [batch, queries, heads, value_depth]; heads is a multiple of
/// key_heads, and neighbours share one. Scores, mask and bias are [batch, heads, queries, keys]. A
/// query that sees no key gets the mean of all values, as in Keras on JAX. One floating dtype.
/// Throws ShapeError for other numbers of axes and lengths that do not fit, DTypeError for other
/// dtypes. Vaswani et al., "Attention is all you need", 2017.
Tensor dot_product_attention(const Tensor& query, const Tensor& key, const Tensor& value,
                             const DotProductAttentionOptions& options = {});

}  // namespace keratin::ops
