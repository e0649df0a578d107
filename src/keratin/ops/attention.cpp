#include "keratin/ops/attention.h"

#include <cmath>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/causal_mask_internal.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/softmax.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

void check_attended(const Tensor& query, const Tensor& key, const Tensor& value) {
  const auto refuse = [&](const char* why) {
    throw_shape_error(
        text("dot_product_attention: ", why),
        {{"query", describe(query)}, {"key", describe(key)}, {"value", describe(value)}});
  };
  if (query.ndim() != 4 || key.ndim() != 4 || value.ndim() != 4) {
    refuse("query, key and value have 4 axes, [batch, length, heads, depth]");
  }
  const Shape &q = query.shape(), &k = key.shape(), &v = value.shape();
  if (q[0] != k[0] || k[0] != v[0]) refuse("the batches differ");
  if (k[1] != v[1]) refuse("there must be as many values as keys");
  if (q[3] != k[3]) refuse("query and key must have the same depth");
  if (k[2] != v[2] || k[2] == 0 || q[2] % k[2] != 0) {
    refuse("key and value must have as many heads, of which the query's are a multiple");
  }
  if (!is_floating(query.dtype()) || query.dtype() != key.dtype() || key.dtype() != value.dtype()) {
    throw_dtype_error(
        "dot_product_attention takes one floating dtype",
        {{"query", describe(query)}, {"key", describe(key)}, {"value", describe(value)}});
  }
}

/// Far below all scores, and still a number when a bias is added.
double below_all(DType dtype) {
  if (dtype == float16) return -0.7 * 65504;
  return dtype == float64 ? -1e308 : -0.7 * 3.38e38;
}

}  // namespace

Tensor causal_mask(int64_t queries, int64_t keys, Device device) {
  if (device == kMeta) return Tensor({1, queries, keys}, bool_, device);
  const Tensor rows = arange(queries).reshape({1, queries, 1});
  return greater_equal(rows, arange(keys).reshape({1, 1, keys}));
}

Tensor dot_product_attention(const Tensor& query, const Tensor& key, const Tensor& value,
                             const DotProductAttentionOptions& options) {
  check_attended(query, key, value);
  const int64_t times = query.shape()[2] / key.shape()[2];
  const double depth = static_cast<double>(query.shape()[3]);
  const Tensor q = transpose(query, {0, 2, 1, 3});
  const auto for_each_head = [&](const Tensor& x) { return times == 1 ? x : repeat(x, times, 2); };
  const Tensor k = transpose(for_each_head(key), {0, 2, 3, 1});
  const Tensor v = transpose(for_each_head(value), {0, 2, 1, 3});
  Tensor scores = matmul(q, k) * Scalar(options.scale.value_or(1 / std::sqrt(depth)));
  if (options.attn_logits_soft_cap) {
    scores = scores / (abs(scores) / *options.attn_logits_soft_cap + 1);
  }
  if (options.bias.defined()) scores = scores + options.bias.as_dtype(scores.dtype());
  const Scalar hidden = below_all(scores.dtype());
  if (options.mask.defined()) scores = where(options.mask, scores, hidden);
  if (options.is_causal) {
    const Tensor mask = causal_mask(query.shape()[1], key.shape()[1], query.device());
    scores = where(mask, scores, hidden);
  }
  return transpose(matmul(softmax(scores), v), {0, 2, 1, 3});
}

}  // namespace keratin::ops
