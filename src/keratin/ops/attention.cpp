#include "keratin/ops/attention.h"

#include <cmath>

#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/causal_mask_internal.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/node.h"
#include "keratin/ops/optional_view_internal.h"
#include "keratin/ops/placement_internal.h"
#include "keratin/ops/softmax.h"
#include "keratin/tensor/config_values.h"
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

/// Scores that a backend need not store: softmax of scaled products alone.
bool is_one_call(const Tensor& query, const Tensor& key, const Tensor& value, const Shape& scores,
                 const DotProductAttentionOptions& options) {
  if (options.bias.defined() || options.attn_logits_soft_cap || scores[3] == 0) return false;
  const Tensor& mask = options.mask;
  const Tensor& last = mask.defined() ? mask : value;
  if (stand_apart(query, key, value) || stand_apart(query, last)) return false;
  return !mask.defined() || (mask.ndim() <= 4 && broadcast_shapes("dot_product_attention",
                                                                  mask.shape(), scores) == scores);
}

Tensor attended(const Tensor& query, const Tensor& key, const Tensor& value, const Shape& scores,
                const DotProductAttentionOptions& options, double scale) {
  constexpr const char* name = "dot_product_attention";
  const double hidden = below_all(query.dtype());
  const Tensor mask = options.mask.defined()
                          ? broadcast_to(options.mask.detach().as_dtype(bool_), scores)
                          : Tensor();
  const Device device = common_device(name, query, key, value, mask.defined() ? mask : value);
  const auto like = [&](const Shape& shape) { return Tensor(shape, query.dtype(), device); };
  const Tensor y = like(query.shape().with_back(value.shape()[3]));
  AttentionCall call = {.q = query.view(),
                        .k = key.view(),
                        .v = value.view(),
                        .mask = view_if<ConstView>(mask),
                        .scale = scale,
                        .hidden = hidden,
                        .is_causal = options.is_causal,
                        .y = y.view()};
  if (!wants_record({&query, &key, &value})) {
    backend_of(y).run(call);
    return y;
  }
  const Tensor highest = like(scores.erased(3)), total = like(scores.erased(3));
  call.highest = highest.view();
  call.total = total.view();
  backend_of(y).run(call);
  const auto backward = [q = Saved(name, query), k = Saved(name, key), v = Saved(name, value),
                         seen = mask.defined() ? Saved(name, mask) : Saved(),
                         has_mask = mask.defined(), scale, hidden, is_causal = options.is_causal,
                         y = Saved(name, y), highest, total](const Tensor& dy) -> Gradients {
    const auto made = [](const Tensor& x) { return Tensor(x.shape(), x.dtype(), x.device()); };
    const Tensor dq = made(*q), dk = made(*k), dv = made(*v);
    backend_of(dy).run(AttentionGradientCall{
        .q = q->view(),
        .k = k->view(),
        .v = v->view(),
        .mask = has_mask ? std::optional<ConstView>(seen->view()) : std::nullopt,
        .scale = scale,
        .hidden = hidden,
        .is_causal = is_causal,
        .y = y->view(),
        .highest = highest.view(),
        .total = total.view(),
        .dy = dy.view(),
        .dq = dq.view(),
        .dk = dk.view(),
        .dv = dv.view()});
    return {dq, dk, dv};
  };
  return record(name, y, {&query, &key, &value}, backward);
}

}  // namespace

Tensor causal_mask(int64_t queries, int64_t keys, Device device) {
  if (device == kMeta) return Tensor({1, queries, keys}, bool_, device);
  const Tensor rows = arange(queries).reshape({1, queries, 1});
  return greater_equal(rows, arange(keys).reshape({1, 1, keys}));
}

namespace {

/// Bias and mask are inputs too, which Keras gives by name.
Tensor symbolic_attention(const Tensor& query, const Tensor& key, const Tensor& value,
                          DotProductAttentionOptions options) {
  Tensors inputs{query, key, value};
  std::vector<std::string> named;
  for (const auto& [name, x] : {std::pair("bias", &options.bias), {"mask", &options.mask}}) {
    if (!x->defined()) continue;
    inputs.push_back(*x);
    named.emplace_back(name);
  }
  OpDescription op = {
      .class_name = "DotProductAttention",
      .module = "nn",
      .arguments = {{}, {}, {}},
      .config = {{"is_causal", options.is_causal},
                 {"flash_attention", to_value(options.flash_attention)},
                 {"attn_logits_soft_cap", to_value(options.attn_logits_soft_cap)}},
      .keywords = {{"bias", nullptr}, {"mask", nullptr}, {"scale", to_value(options.scale)}},
      .named_inputs = named};
  return symbolic_op(std::move(op), std::move(inputs), [options, named](const Tensors& in) {
    DotProductAttentionOptions here = options;
    for (size_t i = 0; i < named.size(); ++i) {
      (named[i] == "bias" ? here.bias : here.mask) = in[i + 3];
    }
    return dot_product_attention(in[0], in[1], in[2], here);
  });
}

}  // namespace

Tensor dot_product_attention(const Tensor& query, const Tensor& key, const Tensor& value,
                             const DotProductAttentionOptions& options) {
  const auto is_open = [](const Tensor& x) { return x.defined() && is_symbolic(x); };
  if (is_open(query) || is_open(key) || is_open(value) || is_open(options.bias) ||
      is_open(options.mask)) {
    return symbolic_attention(query, key, value, options);
  }
  check_attended(query, key, value);
  const int64_t times = query.shape()[2] / key.shape()[2];
  const double depth = static_cast<double>(query.shape()[3]);
  const double scale = options.scale.value_or(1 / std::sqrt(depth));
  const Shape scored = {query.shape()[0], query.shape()[2], query.shape()[1], key.shape()[1]};
  if (is_one_call(query, key, value, scored, options)) {
    if (!is_narrow(query.dtype())) return attended(query, key, value, scored, options, scale);
    const auto wide = [](const Tensor& x) { return x.as_dtype(float32); };  // rounded once
    return attended(wide(query), wide(key), wide(value), scored, options, scale)
        .as_dtype(query.dtype());
  }
  const Tensor q = transpose(query, {0, 2, 1, 3});
  const auto for_each_head = [&](const Tensor& x) { return times == 1 ? x : repeat(x, times, 2); };
  const Tensor k = transpose(for_each_head(key), {0, 2, 3, 1});
  const Tensor v = transpose(for_each_head(value), {0, 2, 1, 3});
  Tensor scores = matmul(q, k) * Scalar(scale);
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
