// Attention, composed from the primitives: what every backend can do, and what a backend's own
// version must equal.
#include <utility>
#include <vector>

#include "keratin/backend/composer_internal.h"

namespace keratin {
namespace {

/// Heads [.., heads, ..] at `axis` as [.., key heads, heads of each, ..]; of keys and values, whose
/// axis has the key heads alone, each serves all of its heads.
template <class AnyView>
AnyView split_heads(AnyView x, int axis, int64_t groups, bool is_of_keys) {
  const int64_t step = x.strides[axis];
  x.shape = x.shape.inserted(axis + 1, groups);
  x.strides = x.strides.inserted(axis + 1, is_of_keys ? 0 : step);
  if (!is_of_keys) {
    x.shape[axis] /= groups;
    x.strides[axis] *= groups;
  }
  return x;
}
template <class AnyView>
AnyView swapped(AnyView x, int a, int b) {
  std::swap(x.shape[a], x.shape[b]);
  std::swap(x.strides[a], x.strides[b]);
  return x;
}

/// What both calls compute, with axes [batch, key heads, heads of each, queries, keys or depth].
template <class Call>
class Attended {
 public:
  Attended(Backend& backend, const Call& call)
      : backend_(backend),
        call_(call),
        groups_(call.q.shape[2] / call.k.shape[2]),
        dtype_(call.q.dtype),
        shape_{call.q.shape[0], call.k.shape[2], groups_, call.q.shape[1], call.k.shape[1]} {}

  /// x [batch, length, heads, depth]
  template <class AnyView>
  AnyView rows(const AnyView& x, bool is_of_keys) const {
    return split_heads(swapped(x, 1, 2), 1, groups_, is_of_keys);
  }
  /// statistic [batch, heads, queries], with an axis for the keys
  template <class AnyView>
  AnyView column(AnyView statistic) const {
    statistic.shape = statistic.shape.inserted(3, 1);
    statistic.strides = statistic.strides.inserted(3, 0);
    return split_heads(statistic, 1, groups_, false);
  }
  const Shape& shape() const { return shape_; }

  Tensor product(const ConstView& a, const ConstView& b) const {
    Tensor y(a.shape.with_back(b.shape.back()), dtype_, backend_.device());
    backend_.run(MatmulCall{.a = a, .b = b, .y = y.view()});
    return y;
  }
  /// x, of one group of heads each, added up over the groups.
  void sum_into(const Tensor& x, const View& y) const {
    Tensor sums(x.shape().erased(2).inserted(2, 1), dtype_, backend_.device());
    backend_.run(ReduceCall{.reduction = Reduction::sum, .x = x.view(), .y = sums.view()});
    View heads = swapped(y, 1, 2);
    heads.shape = heads.shape.inserted(2, 1);
    heads.strides = heads.strides.inserted(2, 0);
    backend_.run(CopyCall{.x = sums.view(), .y = heads});
  }
  void scale(const Tensor& x) const {
    backend_.run(BinaryNumberCall{
        .f = Binary::multiply, .x = x.view(), .value = call_.scale, .y = x.view()});
  }
  /// Puts `value` where a key is hidden.
  void hide(const Tensor& scores, double value) const {
    if (call_.mask) choose(split_heads(*call_.mask, 1, groups_, false), scores, value);
    if (call_.is_causal) choose(order().view(), scores, value);
  }
  Tensor scores() const {
    const Tensor s = product(rows(call_.q, false), swapped(rows(call_.k, true), 3, 4));
    scale(s);
    hide(s, call_.hidden);
    return s;
  }

 private:
  void choose(const ConstView& seen, const Tensor& x, double value) const {
    Tensor number({}, dtype_, backend_.device());
    backend_.run(FillCall{.value = value, .y = number.view()});
    backend_.run(SelectCall{.condition = broadcast_to(seen, shape_),
                            .a = x.view(),
                            .b = broadcast_to(number.view(), shape_),
                            .y = x.view()});
  }
  /// Whether a query comes at a key or after it.
  Tensor order() const {
    const Shape here = {shape_[3], shape_[4]};
    const Tensor queries = counted({here[0], 1}), keys = counted({1, here[1]});
    Tensor seen(here, bool_, backend_.device());
    backend_.run(BinaryCall{.f = Binary::greater_equal,
                            .a = broadcast_to(queries.view(), here),
                            .b = broadcast_to(keys.view(), here),
                            .y = seen.view()});
    return seen;
  }
  Tensor counted(const Shape& shape) const {
    std::vector<int64_t> numbers(static_cast<size_t>(shape.size()));
    for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<int64_t>(i);
    Tensor y(shape, int64, backend_.device());
    backend_.upload(numbers.data(), y.view());
    return y;
  }

  Backend& backend_;
  const Call& call_;
  int64_t groups_;
  DType dtype_;
  Shape shape_;
};

}  // namespace

void Backend::run(const AttentionCall& call) {
  const Attended with(*this, call);
  const Tensor scores = with.scores();
  const Composer compose(*this, scores.view());
  const Tensor highest = compose(Reduction::max, scores.view(), 4);
  const Tensor e = compose(Unary::exp, compose(Binary::subtract, scores, highest));
  const Tensor total = compose(Reduction::sum, e.view(), 4);
  if (call.highest) compose.store(highest, with.column(*call.highest));
  if (call.total) compose.store(total, with.column(*call.total));
  const Tensor weights = compose(Binary::divide, e, total);
  compose.store(with.product(weights.view(), with.rows(call.v, true)), with.rows(call.y, false));
}

// With p the softmax and ds = p * (dy . v^T - sum(dy * y)): dq = scale ds . k, dk = scale ds^T . q,
// dv = p^T . dy (Dao et al., "FlashAttention", 2022, appendix B).
void Backend::run(const AttentionGradientCall& call) {
  const Attended with(*this, call);
  const Tensor scores = with.scores();
  const Composer compose(*this, scores.view());
  const Tensor shifted = compose(Binary::subtract, scores, with.column(call.highest));
  const Tensor p = compose(Binary::divide, compose(Unary::exp, shifted), with.column(call.total));
  const ConstView dy = with.rows(call.dy, false), y = with.rows(call.y, false);
  const Composer of_values(*this, dy);
  const Tensor inner = of_values(Reduction::sum, of_values(Binary::multiply, dy, y).view(), 4);
  const Tensor dp = with.product(dy, swapped(with.rows(call.v, true), 3, 4));
  const Tensor ds = compose(Binary::multiply, p, compose(Binary::subtract, dp, inner));
  with.hide(ds, 0);
  with.scale(ds);
  with.sum_into(with.product(swapped(ConstView(p.view()), 3, 4), dy), call.dv);
  with.sum_into(with.product(swapped(ConstView(ds.view()), 3, 4), with.rows(call.q, false)),
                call.dk);
  compose.store(with.product(ds.view(), with.rows(call.k, true)), with.rows(call.dq, false));
}

}  // namespace keratin
