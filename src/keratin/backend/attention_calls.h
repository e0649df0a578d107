// Attention by products of queries and keys (calls.h says what holds for all calls). A backend need
// not store the scores.
#pragma once
#include "keratin/backend/call_views.h"

namespace keratin {

/// y [batch, queries, heads, value depth] = softmax over the keys of s, times the values, where
///   s = scale * q . k, or `hidden` where mask (bool) [batch, heads, queries, keys] is false and
///   where key > query, if `is_causal`
/// for q [batch, queries, heads, depth], k and v [batch, keys, key heads, (value) depth]: key head
/// j serves the heads / key heads heads from j * that on. highest and total [batch, heads, queries]
/// are the largest s and the sum of exp(s - highest): with them a gradient finds the softmax again.
/// Floats of one dtype, of 32 or 64 bits; one key or more.
struct AttentionCall {
  ConstView q, k, v;
  std::optional<ConstView> mask = {};
  double scale = 1, hidden = 0;
  bool is_causal = false;
  View y;
  std::optional<View> highest = {}, total = {};
  static constexpr auto name = "attention";
  using Views =
      ViewList<&AttentionCall::q, &AttentionCall::k, &AttentionCall::v, &AttentionCall::mask,
               &AttentionCall::y, &AttentionCall::highest, &AttentionCall::total>;
  bool operator==(const AttentionCall&) const = default;
};
/// From dy: the gradients by q, k and v. What is hidden has none by its q and k.
struct AttentionGradientCall {
  ConstView q, k, v;
  std::optional<ConstView> mask = {};
  double scale = 1, hidden = 0;
  bool is_causal = false;
  ConstView y, highest, total, dy;
  View dq, dk, dv;
  static constexpr auto name = "attention_gradient";
  using Views =
      ViewList<&AttentionGradientCall::q, &AttentionGradientCall::k, &AttentionGradientCall::v,
               &AttentionGradientCall::mask, &AttentionGradientCall::y,
               &AttentionGradientCall::highest, &AttentionGradientCall::total,
               &AttentionGradientCall::dy, &AttentionGradientCall::dq, &AttentionGradientCall::dk,
               &AttentionGradientCall::dv>;
  bool operator==(const AttentionGradientCall&) const = default;
};

}  // namespace keratin
