#include "keratin/backend/cpu/attention.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "keratin/backend/cpu/gemm.h"
#include "keratin/backend/cpu/score_kernels.h"
#include "keratin/base/memory.h"
#include "keratin/base/thread_pool.h"

namespace keratin::cpu {
namespace {

constexpr int64_t kQueries = 64, kKeys = kWidestTile;  // whose scores are computed together
constexpr int64_t kTaskWork = 1 << 18;                 // multiply-adds that are worth a task

using ScoreRoom = std::vector<float, RecycledAllocator<float>>;

/// x [batch, length, heads, depth], a head of a sample as rows.
template <class Element, class AnyView>
struct HeadsOf {
  Element* data;
  Shape strides;

  HeadsOf(const AnyView& x)  // NOLINT: implicit on purpose
      : data(static_cast<Element*>(x.data)), strides(x.strides) {}
  Element* at(int64_t sample, int64_t head, int64_t row) const {
    return data + sample * strides[0] + row * strides[1] + head * strides[2];
  }
  int64_t step() const { return strides[1]; }
  Factor factor(int64_t sample, int64_t head, int64_t row, bool is_transposed) const {
    return {at(sample, head, row), step(), is_transposed};
  }
};
using HeadsRead = HeadsOf<const float, ConstView>;
using HeadsWritten = HeadsOf<float, View>;

/// A statistic [batch, heads, queries].
template <class Element, class AnyView>
struct StatisticOf {
  Element* data = nullptr;
  Shape strides;

  StatisticOf(const AnyView& x)  // NOLINT: implicit on purpose
      : data(static_cast<Element*>(x.data)), strides(x.strides) {}
  StatisticOf(const std::optional<AnyView>& x) {  // NOLINT: implicit on purpose
    if (x) *this = StatisticOf(*x);
  }
  explicit operator bool() const { return data; }
  Element& at(int64_t sample, int64_t head, int64_t query) const {
    return data[sample * strides[0] + head * strides[1] + query * strides[2]];
  }
};

template <class Call>
bool is_attended_here(const Call& call) {
  bool fits = call.q.shape.back() <= kWidestTile && call.v.shape.back() <= kWidestTile;
  for_each_view(call, [&](const auto& view) {
    if (view.dtype == bool_) return;
    fits = fits && view.dtype == float32;
    if (view.shape.rank() != 4) return;
    fits = fits && (view.strides[3] == 1 || view.shape[3] == 1) && view.strides[1] >= 0;
  });
  return fits && call.y.shape.size() > 0 && call.q.shape.back() > 0;
}

/// What both directions know of a call.
template <class Call>
class Scores {
 public:
  explicit Scores(const Call& call)
      : call_(call),
        groups(call.q.shape[2] / call.k.shape[2]),
        queries(call.q.shape[1]),
        keys(call.k.shape[1]),
        depth(call.q.shape[3]),
        value_depth(call.v.shape[3]) {}

 private:
  const Call& call_;

 public:
  const int64_t groups, queries, keys, depth, value_depth;
  HeadsRead q = call_.q, k = call_.k, v = call_.v;

  /// Keys that a block of queries, whose last is `last`, need look at.
  int64_t keys_of(int64_t last) const {
    const bool skips = call_.is_causal && !call_.mask;  // a query sees at least the first key
    return skips ? std::min(keys, last + 1) : keys;
  }
  /// s [m, n] = the products of m queries and n keys, which are not scaled yet.
  void products(int64_t sample, int64_t head, int64_t query, int64_t key, int64_t m, int64_t n,
                float* s) const {
    gemm(q.factor(sample, head, query, false), k.factor(sample, head / groups, key, true), s, kKeys,
         m, n, depth);
  }
  /// Puts `value` where a key is hidden from a query.
  void hide(int64_t sample, int64_t head, int64_t query, int64_t key, int64_t n, float value,
            float* row) const {
    if (call_.mask) {
      const Shape& steps = call_.mask->strides;
      const bool* seen = static_cast<const bool*>(call_.mask->data) + sample * steps[0] +
                         head * steps[1] + query * steps[2] + key * steps[3];
      for (int64_t j = 0; j < n; ++j) {
        if (!seen[j * steps[3]]) row[j] = value;
      }
    }
    if (!call_.is_causal) return;
    for (int64_t j = std::max<int64_t>(0, query + 1 - key); j < n; ++j) row[j] = value;
  }
  bool hides() const { return call_.mask || call_.is_causal; }
  /// Of `count` like tasks, each with all keys of `rows` queries: how many run together.
  int64_t grain(int64_t rows) const {
    return std::max<int64_t>(1, kTaskWork / (rows * keys * (depth + value_depth)));
  }
};

// --- forward ---

class AttentionForward {
 public:
  explicit AttentionForward(const AttentionCall& call) : call_(call), with_(call) {}

  void run() {
    const int64_t blocks = (with_.queries + kQueries - 1) / kQueries;
    const int64_t heads = call_.q.shape[2], count = call_.q.shape[0] * heads * blocks;
    parallel_ranges(count, with_.grain(std::min(with_.queries, kQueries)),
                    [&](int64_t begin, int64_t end) {
                      ScoreRoom room(static_cast<size_t>(kQueries * (kKeys + 2)));
                      for (int64_t i = begin; i < end; ++i) {
                        const int64_t head = i / blocks;
                        take(head / heads, head % heads, i % blocks * kQueries, room.data());
                      }
                    });
  }

 private:
  void take(int64_t sample, int64_t head, int64_t query, float* room) const {
    const int64_t m = std::min(kQueries, with_.queries - query);
    const int64_t keys = with_.keys_of(query + m - 1);
    float *highest = room + kQueries * kKeys, *total = highest + kQueries;
    std::fill_n(highest, m, -std::numeric_limits<float>::infinity());
    std::fill_n(total, m, 0.0F);
    for (int64_t key = 0; key < keys; key += kKeys) {
      const int64_t n = std::min(kKeys, keys - key);
      with_.products(sample, head, query, key, m, n, room);
      for (int64_t i = 0; i < m; ++i) {
        weigh(sample, head, query + i, key, n, room + i * kKeys, highest[i], total[i]);
      }
      gemm({room, kKeys, false}, with_.v.factor(sample, head / with_.groups, key, false),
           y_.at(sample, head, query), y_.step(), m, with_.value_depth, n, key > 0);
    }
    for (int64_t i = 0; i < m; ++i) {
      scale_run(y_.at(sample, head, query + i), 1 / total[i], with_.value_depth);
      if (highest_) highest_.at(sample, head, query + i) = highest[i];
      if (total_) total_.at(sample, head, query + i) = total[i];
    }
  }

  /// Products of a query with some keys become exp(score - highest so far); what was added up
  /// before is brought to the new highest.
  void weigh(int64_t sample, int64_t head, int64_t query, int64_t key, int64_t n, float* row,
             float& highest, float& total) const {
    float here = scaled_largest(row, static_cast<float>(call_.scale), n);
    if (with_.hides()) {
      with_.hide(sample, head, query, key, n, static_cast<float>(call_.hidden), row);
      here = scaled_largest(row, 1, n);
    }
    const float now = std::max(highest, here);
    if (key > 0 && now != highest) {
      float factor = highest;
      scaled_exp(&factor, now, 1, 1);
      total *= factor;
      scale_run(y_.at(sample, head, query), factor, with_.value_depth);
    }
    highest = now;
    total += shifted_exp(row, now, n);
  }

  const AttentionCall& call_;
  Scores<AttentionCall> with_;
  HeadsWritten y_ = call_.y;
  StatisticOf<float, View> highest_ = call_.highest, total_ = call_.total;
};

// --- backward ---

class AttentionBackward {
 public:
  explicit AttentionBackward(const AttentionGradientCall& call) : call_(call), with_(call) {}

  void run() {
    const int64_t heads = call_.k.shape[2], count = call_.q.shape[0] * heads;
    parallel_ranges(count, with_.grain(with_.queries * with_.groups),
                    [&](int64_t begin, int64_t end) {
                      ScoreRoom room(static_cast<size_t>(kQueries * (2 * kKeys + 1)));
                      for (int64_t i = begin; i < end; ++i) {
                        take(i / heads, i % heads, room.data());
                      }
                    });
  }

 private:
  /// All that a head of keys and values serves: nobody else adds to its gradients.
  void take(int64_t sample, int64_t key_head, float* room) const {
    for (int64_t key = 0; key < with_.keys; ++key) {
      std::fill_n(dk_.at(sample, key_head, key), with_.depth, 0.0F);
      std::fill_n(dv_.at(sample, key_head, key), with_.value_depth, 0.0F);
    }
    for (int64_t group = 0; group < with_.groups; ++group) {
      for (int64_t query = 0; query < with_.queries; query += kQueries) {
        take_queries(sample, key_head, key_head * with_.groups + group, query, room);
      }
    }
  }

  void take_queries(int64_t sample, int64_t key_head, int64_t head, int64_t query,
                    float* room) const {
    const int64_t m = std::min(kQueries, with_.queries - query);
    const int64_t keys = with_.keys_of(query + m - 1);
    float *p = room, *dp = p + kQueries * kKeys, *inner = dp + kQueries * kKeys;
    for (int64_t i = 0; i < m; ++i) {
      inner[i] = inner_product(dy_.at(sample, head, query + i), y_.at(sample, head, query + i),
                               with_.value_depth);
    }
    const Factor dy = dy_.factor(sample, head, query, false);
    for (int64_t key = 0; key < keys; key += kKeys) {
      const int64_t n = std::min(kKeys, keys - key);
      with_.products(sample, head, query, key, m, n, p);
      gemm(dy, with_.v.factor(sample, key_head, key, true), dp, kKeys, m, n, with_.value_depth);
      for (int64_t i = 0; i < m; ++i) {
        weigh(sample, head, query + i, key, n, inner[i], p + i * kKeys, dp + i * kKeys);
      }
      gemm({p, kKeys, true}, dy, dv_.at(sample, key_head, key), dv_.step(), n, with_.value_depth, m,
           true);
      gemm({dp, kKeys, false}, with_.k.factor(sample, key_head, key, false),
           dq_.at(sample, head, query), dq_.step(), m, with_.depth, n, key > 0);
      gemm({dp, kKeys, true}, with_.q.factor(sample, head, query, false),
           dk_.at(sample, key_head, key), dk_.step(), n, with_.depth, m, true);
    }
  }

  /// The products of a query become its softmax, dp the gradient by the products.
  void weigh(int64_t sample, int64_t head, int64_t query, int64_t key, int64_t n, float inner,
             float* p, float* dp) const {
    const auto scale = static_cast<float>(call_.scale);
    scale_run(p, scale, n);
    with_.hide(sample, head, query, key, n, static_cast<float>(call_.hidden), p);
    scaled_exp(p, highest_.at(sample, head, query), 1 / total_.at(sample, head, query), n);
    score_gradient(p, dp, inner, scale, n);
    with_.hide(sample, head, query, key, n, 0, dp);
  }

  const AttentionGradientCall& call_;
  Scores<AttentionGradientCall> with_;
  HeadsRead y_ = call_.y, dy_ = call_.dy;
  StatisticOf<const float, ConstView> highest_ = call_.highest, total_ = call_.total;
  HeadsWritten dq_ = call_.dq, dk_ = call_.dk, dv_ = call_.dv;
};

}  // namespace

bool attention(const AttentionCall& call) {
  if (!is_attended_here(call)) return false;
  AttentionForward(call).run();
  return true;
}

bool attention_gradient(const AttentionGradientCall& call) {
  if (!is_attended_here(call)) return false;
  AttentionBackward(call).run();
  return true;
}

}  // namespace keratin::cpu
