// Attention of queries to keys, without weights of its own but for a scale.
#include "keratin/layers/attention/attention.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/random_stream.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/causal_mask_internal.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/random.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/softmax.h"

namespace keratin::layers {
namespace {

void check_inputs(const Tensors& x) {
  if (x.size() != 2 && x.size() != 3) {
    throw_value_error(
        text("the layer is called with {query, value} or {query, value, key}, "
             "received ",
             x.size(), x.size() == 1 ? " tensor" : " tensors"));
  }
  const Tensor &query = x[0], &value = x[1], &key = x.size() > 2 ? x[2] : value;
  bool fits = query.ndim() >= 2 && value.ndim() == query.ndim() && key.ndim() == query.ndim();
  for (int i = 0; fits && i < query.ndim() - 2; ++i) {
    fits = query.shape()[i] == value.shape()[i] && value.shape()[i] == key.shape()[i];
  }
  const auto from_end = [](const Tensor& t, int i) { return t.shape()[t.ndim() - i]; };
  fits = fits && from_end(value, 2) == from_end(key, 2) && from_end(query, 1) == from_end(key, 1);
  if (fits) return;
  throw_shape_error(
      "query, value and key do not fit together",
      {{"query", describe(query)}, {"value", describe(value)}, {"key", describe(key)}});
}

/// Which scores count; undefined when all do.
Tensor score_mask(const Tensor& scores, const Tensor& value_mask, bool is_causal) {
  const Shape& s = scores.shape();
  const Tensor of_values = value_mask.defined() && value_mask.ndim() == 2
                               ? ops::expand_dims(value_mask, -2)
                               : value_mask;
  if (!is_causal) return of_values;
  const Tensor causal = ops::causal_mask(s[s.rank() - 2], s[s.rank() - 1], scores.device());
  return of_values.defined() ? ops::logical_and(of_values, causal) : causal;
}

/// query [.., queries, depth], key [.., keys, depth] -> [.., queries, keys, depth]
Tensor sum_of_pairs(const Tensor& query, const Tensor& key) {
  return ops::expand_dims(query, -2) + ops::expand_dims(key, -3);
}

}  // namespace

void ScoredAttention::set_dropout(double rate, std::optional<uint64_t> seed) {
  if (!(rate >= 0 && rate < 1)) {
    throw_value_error(text(class_name(), ": dropout must be from 0 to below 1, received ", rate));
  }
  dropout_ = rate;
  if (rate > 0) random_ = random_stream(seed);
}

Tensors ScoredAttention::call(const Tensors& x, Call& call) const {
  check_inputs(x);
  const Tensor &query = x[0], &value = x[1], &key = x.size() > 2 ? x[2] : value;
  Tensor scored = scores(query, key);
  const Tensor mask = score_mask(scored, call.mask(1), call.use_causal_mask());
  if (mask.defined()) {
    scored = ops::where(mask, scored, scored - Scalar(scored.dtype() == float16 ? 65504.0 : 1e9));
  }
  Tensor weights = ops::softmax(scored);
  if (call.training() && random_) {
    weights = random::dropped(weights, dropout_, weights.shape(), random_->key_for(call));
  }
  Tensor y = ops::matmul(weights, value);
  const Tensor query_mask = call.mask(0);
  if (query_mask.defined()) y = ops::where(ops::expand_dims(query_mask, -1), y, Scalar(0.0));
  return call.return_attention_scores() ? Tensors{y, weights} : Tensors{y};
}

Tensor ScoredAttention::compute_mask(const Tensors&, const Tensors& masks) const {
  return masks.empty() ? Tensor() : masks[0];
}

// --- Luong's ---

Attention::Attention(AttentionOptions options) : LayerOf(std::move(options)) {
  if (options_.score_mode != "dot" && options_.score_mode != "concat") {
    throw_value_error(
        text("Attention: Invalid value for argument score_mode. Expected one of "
             "{'dot', 'concat'}. Received: score_mode=",
             options_.score_mode));
  }
  set_dropout(options_.dropout, options_.seed);
}

void Attention::build(const Shapes&) {
  if (options_.use_scale) fill(scale_, {}, {.initializer = "ones"});
  if (options_.score_mode == "concat") fill(concat_score_weight_, {}, {.initializer = "ones"});
}

Tensor Attention::scores(const Tensor& query, const Tensor& key) const {
  const auto scaled = [&](const Tensor& x) {
    return scale_.defined() ? x * scale_.value().as_dtype(x.dtype()) : x;
  };
  if (options_.score_mode == "dot") return scaled(ops::matmul(query, ops::swapaxes(key, -2, -1)));
  const Tensor sums = ops::sum(ops::tanh(scaled(sum_of_pairs(query, key))), {.axis = -1});
  return sums * concat_score_weight_.value().as_dtype(sums.dtype());
}

// --- Bahdanau's ---

AdditiveAttention::AdditiveAttention(AdditiveAttentionOptions options)
    : LayerOf(std::move(options)) {
  set_dropout(options_.dropout, options_.seed);
}

void AdditiveAttention::build(const Shapes& x) {
  if (options_.use_scale) fill(scale_, {x[0].back()}, {});
}

Tensor AdditiveAttention::scores(const Tensor& query, const Tensor& key) const {
  Tensor all = ops::tanh(sum_of_pairs(query, key));
  if (scale_.defined()) all = all * scale_.value().as_dtype(all.dtype());
  return ops::sum(all, {.axis = -1});
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::Attention, layers::AttentionOptions, layers::ScoredAttention>;
template class layers::LayerOf<layers::Attention, layers::AttentionOptions,
                               layers::ScoredAttention>;
template class Described<layers::AdditiveAttention, layers::AdditiveAttentionOptions,
                         layers::ScoredAttention>;
template class layers::LayerOf<layers::AdditiveAttention, layers::AdditiveAttentionOptions,
                               layers::ScoredAttention>;
}  // namespace keratin
