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

// What a reduction keeps while it folds elements of type C: `start` from the first one, which
// `step` sees too, and the `result` of so many. Sums of floats are kept in double, those of
// integers wrap around.
template <class C>
struct Sum {
  using Total = std::conditional_t<std::is_floating_point_v<C>, double, uint64_t>;
  static Total start(C) { return 0; }
  static Total step(Total total, C v) { return total + static_cast<Total>(v); }
  static C result(Total total, int64_t) { return static_cast<C>(total); }
};
template <class C>
struct Mean : Sum<C> {
  using Total = typename Sum<C>::Total;
  static C result(Total total, int64_t count) {
    return static_cast<C>(total / static_cast<Total>(count));
  }
};
template <class C>
struct Product : Sum<C> {
  using Total = typename Sum<C>::Total;
  static Total start(C) { return 1; }
  static Total step(Total total, C v) { return total * static_cast<Total>(v); }
};
template <class C>
struct Largest {
  using Total = C;
  static C start(C v) { return v; }
  static C step(C total, C v) { return v > total || v != v ? v : total; }
  static C result(C total, int64_t) { return total; }
};
template <class C>
struct Smallest : Largest<C> {
  static C step(C total, C v) { return v < total || v != v ? v : total; }
};
template <class C>
struct Any {
  using Total = uint8_t;
  static Total start(C) { return 0; }
  static Total step(Total total, C v) { return static_cast<Total>(total | (v != 0)); }
  static C result(Total total, int64_t) { return static_cast<C>(total); }
};
template <class C>
struct All : Any<C> {
  static uint8_t start(C) { return 1; }
  static uint8_t step(uint8_t total, C v) { return static_cast<uint8_t>(total & (v != 0)); }
};

/// A reduction of x: one result for each element of `kept`, from the group of elements that lie
/// around it.
struct Groups {
  ConstView kept;   // x with strides of 0 along the reduced axes
  ConstView group;  // the reduced axes alone
};

/// Not inlined: the total stays in a register then, and not among what a lambda holds.
template <class C, template <class> class Rule>
[[gnu::noinline]] typename Rule<C>::Total folded(typename Rule<C>::Total total, const C* p,
                                                 int64_t n) {
  for (int64_t i = 0; i < n; ++i) total = Rule<C>::step(total, p[i]);
  return total;
}

/// Results one by one: the elements of a group's run lie one after the other.
template <class C, template <class> class Rule>
void fold_runs(const Groups& x, const View& y) {
  using Total = typename Rule<C>::Total;
  reference::ChunkReader<C> elements(x.group);
  reference::ChunkWriter<C> to(y);
  const auto fold = [&](int64_t offset) {
    elements.start(offset);
    Total total = Rule<C>::start(x.group.shape.size() > 0 ? *elements.read(0, 1) : C{});
    reference::for_each_run<1>(x.group.shape, {x.group.strides}, [&](const auto& at, int64_t size) {
      elements.start(offset + at[0]);
      for (int64_t begin = 0; begin < size; begin += reference::kChunk) {
        const int64_t n = std::min(reference::kChunk, size - begin);
        total = folded<C, Rule>(total, elements.read(begin, n), n);
      }
    });
    return Rule<C>::result(total, x.group.shape.size());
  };
  const int64_t dx = reference::last_step(x.kept.strides);
  reference::for_each_run<2>(y.shape, {x.kept.strides, y.strides}, [&](const auto& at, int64_t n) {
    to.start(at[1]);
    for (int64_t i = 0; i < n; ++i) {
      const C result = fold(at[0] + i * dx);
      to.write_from(&result, i, 1);
    }
  });
}

/// The same for a last axis that is kept, results of a chunk of it side by side: memory is read in
/// its order. Each result folds its elements in the order that fold_runs has.
template <class C, template <class> class Rule>
void fold_rows(const Groups& x, const View& y) {
  using Total = typename Rule<C>::Total;
  reference::ChunkReader<C> elements(x.kept);
  reference::ChunkWriter<C> to(y);
  const int64_t step = reference::last_step(x.group.strides);
  const auto fold = [&](int64_t offset, int64_t begin, int64_t n) {
    Total totals[reference::kChunk];
    bool has_started = false;
    for (int64_t i = 0; i < n; ++i) totals[i] = Rule<C>::start(C{});
    reference::for_each_run<1>(x.group.shape, {x.group.strides}, [&](const auto& at, int64_t rows) {
      for (int64_t row = 0; row < rows; ++row) {
        elements.start(offset + at[0] + row * step);
        const C* p = elements.read(begin, n);
        for (int64_t i = 0; !has_started && i < n; ++i) totals[i] = Rule<C>::start(p[i]);
        has_started = true;
        for (int64_t i = 0; i < n; ++i) totals[i] = Rule<C>::step(totals[i], p[i]);
      }
    });
    C results[reference::kChunk];
    for (int64_t i = 0; i < n; ++i) {
      results[i] = Rule<C>::result(totals[i], x.group.shape.size());
    }
    to.write_from(results, begin, n);
  };
  reference::for_each_run<2>(y.shape, {x.kept.strides, y.strides},
                             [&](const auto& at, int64_t size) {
                               to.start(at[1]);
                               for (int64_t begin = 0; begin < size; begin += reference::kChunk) {
                                 fold(at[0], begin, std::min(reference::kChunk, size - begin));
                               }
                             });
}

template <template <class> class Rule>
void fold_groups(const Groups& x, const View& y) {
  const bool keeps_last = y.shape.rank() > 0 && y.shape.back() > 1;
  reference::visit_wide(x.kept.dtype, [&](auto tag) {
    using C = decltype(tag);
    keeps_last ? fold_rows<C, Rule>(x, y) : fold_runs<C, Rule>(x, y);
  });
}

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

void ReferenceBackend::run(const ReduceCall& call) {
  const ConstView& x = call.x;
  const View& y = call.y;
  Groups groups{x, x};
  groups.group.shape = Shape();
  groups.group.strides = Strides();
  for (int i = 0; i < x.shape.rank(); ++i) {
    if (y.shape[i] != 1 || x.shape[i] == 1) continue;
    groups.group.shape.push_back(x.shape[i]);
    groups.group.strides.push_back(x.strides[i]);
    groups.kept.strides[i] = 0;
  }
  switch (call.reduction) {
    case Reduction::sum: return fold_groups<Sum>(groups, y);
    case Reduction::mean: return fold_groups<Mean>(groups, y);
    case Reduction::prod: return fold_groups<Product>(groups, y);
    case Reduction::max: return fold_groups<Largest>(groups, y);
    case Reduction::min: return fold_groups<Smallest>(groups, y);
    case Reduction::any: return fold_groups<Any>(groups, y);
    case Reduction::all: return fold_groups<All>(groups, y);
  }
}

void ReferenceBackend::run(const ArgReduceCall& call) {
  const ConstView& x = call.x;
  const View& y = call.y;
  const int axis = call.axis;
  const Lines lines = lines_along(x, axis, y);
  const bool is_largest = call.reduction == ArgReduction::argmax;
  reference::visit_wide(x.dtype, [&](auto tag) {
    using C = decltype(tag);
    for_each_line(lines, [&](int64_t from, int64_t to) {
      const auto wins = [is_largest](C value, C held) {
        return is_largest ? value > held : value < held;
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

void ReferenceBackend::run(const ArgsortCall& call) {
  const ConstView& x = call.x;
  const View& y = call.y;
  const Lines lines = lines_along(x, call.axis, y);
  std::vector<int32_t, RecycledAllocator<int32_t>> order(static_cast<size_t>(lines.length));
  reference::visit_wide(x.dtype, [&](auto tag) {
    using C = decltype(tag);
    for_each_line(lines, [&](int64_t from, int64_t to) {
      const reference::Keys<C> keys(line_of(x, call.axis, from));
      keys.sort(0, lines.length, order.data());
      auto* q = static_cast<int32_t*>(y.data) + to;
      for (size_t i = 0; i < order.size(); ++i) {
        q[static_cast<int64_t>(i) * lines.y_step] = order[i];
      }
    });
  });
}

}  // namespace keratin
