// The reductions, sorting and arg-reductions of the reference backend.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "keratin/backend/element_chunks_internal.h"
#include "keratin/backend/reference_internal.h"
#include "keratin/backend/sort_order_internal.h"
#include "keratin/base/memory.h"

namespace keratin {
namespace {

template <class C>
C larger_or_nan(C a, C b) {
  return b > a || b != b ? b : a;
}
template <class C>
C smaller_or_nan(C a, C b) {
  return b < a || b != b ? b : a;
}

/// Folds the elements of one group, which lie at an offset + (walk over shape, strides).
template <class C>
class Fold {
 public:
  Fold(Reduction r, const ConstView& group) : reduction_(r), group_(group), elements_(group) {}

  C operator()(int64_t offset) {
    // Sums of floats are kept in double, those of integers wrap around.
    using Sum = std::conditional_t<std::is_floating_point_v<C>, double, uint64_t>;
    const auto add = [](Sum sum, C v) { return sum + static_cast<Sum>(v); };
    const auto multiply = [](Sum product, C v) { return product * static_cast<Sum>(v); };
    switch (reduction_) {
      case Reduction::sum: return static_cast<C>(fold(offset, Sum(0), add));
      case Reduction::mean:
        return static_cast<C>(fold(offset, Sum(0), add) / static_cast<Sum>(group_.shape.size()));
      case Reduction::prod: return static_cast<C>(fold(offset, Sum(1), multiply));
      case Reduction::max: return fold(offset, first(offset), larger_or_nan<C>);
      case Reduction::min: return fold(offset, first(offset), smaller_or_nan<C>);
      case Reduction::any: return C(fold(offset, false, [](bool b, C v) { return b || v != 0; }));
      case Reduction::all: return C(fold(offset, true, [](bool b, C v) { return b && v != 0; }));
    }
    return C{};
  }

 private:
  C first(int64_t offset) {
    elements_.start(offset);
    return *elements_.read(0, 1);
  }

  template <class A, class F>
  A fold(int64_t offset, A total, F f) {
    reference::for_each_run<1>(group_.shape, {group_.strides}, [&](const auto& at, int64_t size) {
      elements_.start(offset + at[0]);
      for (int64_t begin = 0; begin < size; begin += reference::kChunk) {
        const int64_t n = std::min(reference::kChunk, size - begin);
        const C* p = elements_.read(begin, n);
        for (int64_t i = 0; i < n; ++i) total = f(total, p[i]);
      }
    });
    return total;
  }

  Reduction reduction_;
  ConstView group_;
  reference::ChunkReader<C> elements_;
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

/// The line of x that begins at that offset.
ConstView line_of(const ConstView& x, int axis, int64_t offset) {
  const auto itemsize = static_cast<int64_t>(itemsize_of(x.dtype));
  return {static_cast<const char*>(x.data) + offset * itemsize,
          x.dtype,
          {x.shape[axis]},
          {x.strides[axis]}};
}

}  // namespace

void ReferenceBackend::reduce(Reduction r, const ConstView& x, const View& y) {
  // The reduced axes become the group of one result; the others stay where they are.
  ConstView group = x;
  group.shape = {};
  group.strides = {};
  Strides kept_strides = x.strides;
  for (int i = 0; i < x.shape.rank(); ++i) {
    if (y.shape[i] != 1 || x.shape[i] == 1) continue;
    group.shape.push_back(x.shape[i]);
    group.strides.push_back(x.strides[i]);
    kept_strides[i] = 0;
  }
  reference::visit_wide(x.dtype, [&](auto tag) {
    using C = decltype(tag);
    Fold<C> fold(r, group);
    reference::ChunkWriter<C> to(y);
    const int64_t dx = reference::last_step(kept_strides);
    reference::for_each_run<2>(y.shape, {kept_strides, y.strides}, [&](const auto& at, int64_t n) {
      to.start(at[1]);
      for (int64_t i = 0; i < n; ++i) {
        const C result = fold(at[0] + i * dx);
        to.write_from(&result, i, 1);
      }
    });
  });
}

void ReferenceBackend::arg_reduce(ArgReduction r, const ConstView& x, int axis, const View& y) {
  const Lines lines = lines_along(x, axis, y);
  reference::visit_wide(x.dtype, [&](auto tag) {
    using C = decltype(tag);
    for_each_line(lines, [&](int64_t from, int64_t to) {
      const auto wins = [r](C value, C held) {
        return r == ArgReduction::argmax ? value > held : value < held;
      };
      reference::ChunkReader<C> elements(line_of(x, axis, from));
      elements.start(0);
      int64_t best = 0;
      C held{};
      for (int64_t begin = 0; begin < lines.length && held == held; begin += reference::kChunk) {
        const int64_t n = std::min(reference::kChunk, lines.length - begin);
        const C* p = elements.read(begin, n);
        if (begin == 0) held = p[0];
        for (int64_t i = 0; i < n && held == held; ++i) {
          if (!wins(p[i], held) && p[i] == p[i]) continue;
          held = p[i];
          best = begin + i;
        }
      }
      static_cast<int32_t*>(y.data)[to] = static_cast<int32_t>(best);
    });
  });
}

void ReferenceBackend::argsort(const ConstView& x, int axis, const View& y) {
  const Lines lines = lines_along(x, axis, y);
  std::vector<int32_t, RecycledAllocator<int32_t>> order(static_cast<size_t>(lines.length));
  reference::visit_wide(x.dtype, [&](auto tag) {
    using C = decltype(tag);
    for_each_line(lines, [&](int64_t from, int64_t to) {
      const reference::Keys<C> keys(line_of(x, axis, from));
      keys.sort(0, lines.length, order.data());
      auto* q = static_cast<int32_t*>(y.data) + to;
      for (size_t i = 0; i < order.size(); ++i) {
        q[static_cast<int64_t>(i) * lines.y_step] = order[i];
      }
    });
  });
}

}  // namespace keratin
