// The reductions, sorting and arg-reductions of the reference backend.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "keratin/backend/elements_internal.h"
#include "keratin/backend/reference_internal.h"
#include "keratin/base/memory.h"

namespace keratin {
namespace {

using reference::Compute;

/// What a reduction accumulates in: sums of floats in double, of integers in their own width with
/// wrap-around.
template <class T>
using Accumulator = std::conditional_t<std::is_floating_point_v<Compute<T>>, double, uint64_t>;

template <class T>
T larger_or_nan(T a, T b) {
  return b > a || b != b ? b : a;
}
template <class T>
T smaller_or_nan(T a, T b) {
  return b < a || b != b ? b : a;
}

/// Folds the elements of one group, which lie at base + (walk over shape, strides).
template <class T>
class Fold {
 public:
  Fold(Reduction r, const Shape& shape, const Strides& strides)
      : reduction_(r), shape_(shape), strides_(strides), step_(reference::last_step(strides)) {}

  T operator()(const T* base) const {
    using A = Accumulator<T>;
    using C = Compute<T>;
    switch (reduction_) {
      case Reduction::sum:
        return narrow(fold<A>(base, A(0), [](A sum, T v) { return sum + widened(v); }));
      case Reduction::mean:
        return narrow(fold<A>(base, A(0), [](A sum, T v) { return sum + widened(v); }) /
                      static_cast<A>(shape_.size()));
      case Reduction::prod:
        return narrow(fold<A>(base, A(1), [](A sum, T v) { return sum * widened(v); }));
      case Reduction::max:
        return T(fold<C>(base, C(*base), [](C m, T v) { return larger_or_nan(m, C(v)); }));
      case Reduction::min:
        return T(fold<C>(base, C(*base), [](C m, T v) { return smaller_or_nan(m, C(v)); }));
      case Reduction::any:
        return T(C(fold<bool>(base, false, [](bool b, T v) { return b || C(v) != 0; })));
      case Reduction::all:
        return T(C(fold<bool>(base, true, [](bool b, T v) { return b && C(v) != 0; })));
    }
    return T{};
  }

 private:
  static Accumulator<T> widened(T v) {
    if constexpr (std::is_floating_point_v<Compute<T>>) {
      return static_cast<double>(static_cast<Compute<T>>(v));
    } else {
      return static_cast<uint64_t>(v);
    }
  }
  static T narrow(Accumulator<T> v) {
    if constexpr (std::is_floating_point_v<T>) {
      return static_cast<T>(v);
    } else if constexpr (std::is_floating_point_v<Compute<T>>) {
      return T(static_cast<float>(v));
    } else {
      return static_cast<T>(v);
    }
  }

  template <class A, class F>
  A fold(const T* base, A start, F f) const {
    A total = start;
    reference::for_each_run<1>(shape_, {strides_}, [&](const auto& at, int64_t n) {
      const T* p = base + at[0];
      for (int64_t i = 0; i < n; ++i) total = f(total, p[i * step_]);
    });
    return total;
  }

  Reduction reduction_;
  Shape shape_;
  Strides strides_;
  int64_t step_;
};

/// x's strides and shape without `axis`, and what belongs to the axis.
struct Lines {
  Shape shape;
  Strides x_strides;
  Strides y_strides;
  int64_t length;
  int64_t x_step;
  int64_t y_step;
};

Lines lines_along(const ConstView& x, int axis, const View& y) {
  return {x.shape.erased(axis), x.strides.erased(axis), y.strides.erased(axis),
          x.shape[axis],        x.strides[axis],        y.strides[axis]};
}

/// Calls body(x offset, y offset) for every line along the axis.
template <class Body>
void for_each_line(const Lines& lines, Body body) {
  const int64_t dx = reference::last_step(lines.x_strides);
  const int64_t dy = reference::last_step(lines.y_strides);
  reference::for_each_run<2>(lines.shape, {lines.x_strides, lines.y_strides},
                             [&](const auto& at, int64_t n) {
                               for (int64_t i = 0; i < n; ++i) body(at[0] + i * dx, at[1] + i * dy);
                             });
}

template <class C>
bool is_nan(C value) {
  return value != value;
}

}  // namespace

void ReferenceBackend::run(const ReduceCall& call) {
  const ConstView& x = call.x;
  const View& y = call.y;
  // The reduced axes become the group of one result; the others stay where they are.
  Shape group;
  Strides group_strides;
  Strides kept_strides = x.strides;
  for (int i = 0; i < x.shape.rank(); ++i) {
    if (y.shape[i] != 1 || x.shape[i] == 1) continue;
    group.push_back(x.shape[i]);
    group_strides.push_back(x.strides[i]);
    kept_strides[i] = 0;
  }
  visit_dtype(x.dtype, [&](auto tag) {
    using T = decltype(tag);
    const Fold<T> fold(call.reduction, group, group_strides);
    const int64_t dx = reference::last_step(kept_strides);
    const int64_t dy = reference::last_step(y.strides);
    reference::for_each_run<2>(y.shape, {kept_strides, y.strides}, [&](const auto& at, int64_t n) {
      const T* from = static_cast<const T*>(x.data) + at[0];
      T* to = static_cast<T*>(y.data) + at[1];
      for (int64_t i = 0; i < n; ++i) to[i * dy] = fold(from + i * dx);
    });
  });
}

void ReferenceBackend::run(const ArgReduceCall& call) {
  const ConstView& x = call.x;
  const View& y = call.y;
  const Lines lines = lines_along(x, call.axis, y);
  visit_dtype(x.dtype, [&](auto tag) {
    using T = decltype(tag);
    using C = Compute<T>;
    for_each_line(lines, [&](int64_t from, int64_t to) {
      const T* p = static_cast<const T*>(x.data) + from;
      int64_t best = 0;
      for (int64_t i = 1; i < lines.length; ++i) {
        const auto held = static_cast<C>(p[best * lines.x_step]);
        const auto value = static_cast<C>(p[i * lines.x_step]);
        if (is_nan(held)) break;
        const bool wins = call.reduction == ArgReduction::argmax ? value > held : value < held;
        if (wins || is_nan(value)) best = i;
      }
      static_cast<int32_t*>(y.data)[to] = static_cast<int32_t>(best);
    });
  });
}

void ReferenceBackend::run(const ArgsortCall& call) {
  const ConstView& x = call.x;
  const View& y = call.y;
  const Lines lines = lines_along(x, call.axis, y);
  std::vector<int32_t, RecycledAllocator<int32_t>> order(static_cast<size_t>(lines.length));
  visit_dtype(x.dtype, [&](auto tag) {
    using T = decltype(tag);
    using C = Compute<T>;
    for_each_line(lines, [&](int64_t from, int64_t to) {
      const T* p = static_cast<const T*>(x.data) + from;
      for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int32_t>(i);
      std::stable_sort(order.begin(), order.end(), [&](int32_t i, int32_t j) {
        const auto a = static_cast<C>(p[i * lines.x_step]);
        const auto b = static_cast<C>(p[j * lines.x_step]);
        return a < b || (is_nan(b) && !is_nan(a));
      });
      auto* q = static_cast<int32_t*>(y.data) + to;
      for (size_t i = 0; i < order.size(); ++i) {
        q[static_cast<int64_t>(i) * lines.y_step] = order[i];
      }
    });
  });
}

}  // namespace keratin
