#include "keratin/backend/cpu/parallel_backend.h"

#include <algorithm>
#include <vector>

#include "keratin/backend/cpu/parts.h"
#include "keratin/backend/random_range_internal.h"
#include "keratin/backend/sort_order_internal.h"
#include "keratin/base/memory.h"

namespace keratin {
namespace {

using cpu::kPart;
using cpu::part_of;

bool is_worth_cutting(const Shape& shape) {
  return shape.rank() > 0 && shape[0] > 1 && cpu::is_worth_cutting(shape.size());
}

/// Rows [begin, end) of the first axis.
template <class AnyView>
AnyView rows_of(const AnyView& view, int64_t begin, int64_t end) {
  return part_of(view, 0, begin, end);
}

/// run(begin, end) on the pool, for parts of the first axis of `shape`.
template <class Run>
void in_parts(const Shape& shape, Run run) {
  cpu::in_parts(shape[0], shape.size() / shape[0], run);
}

/// The longest of the axes that `may_cut` lets through; -1 when none is longer than 1.
template <class MayCut>
int longest_axis(const Shape& shape, MayCut may_cut) {
  int longest = -1;
  for (int i = 0; i < shape.rank(); ++i) {
    if (shape[i] > 1 && may_cut(i) && (longest < 0 || shape[i] > shape[longest])) longest = i;
  }
  return longest;
}

/// run(part of x, part of y) on the pool along the longest axis that `may_cut` lets through, or
/// once when there is too little to do.
template <class MayCut, class Run>
void for_each_part(const ConstView& x, const View& y, MayCut may_cut, Run run) {
  const int axis = cpu::is_worth_cutting(x.shape.size()) ? longest_axis(x.shape, may_cut) : -1;
  if (axis < 0) return run(x, y);
  cpu::in_parts(x.shape[axis], x.shape.size() / x.shape[axis], [&](int64_t begin, int64_t end) {
    run(part_of(x, axis, begin, end), part_of(y, axis, begin, end));
  });
}

/// The order of one long line: pieces are sorted, then merged two and two. An element that equals
/// another stays before it, so that the order is the one that a single sort finds.
template <class C>
void sort_line(const ConstView& line, int32_t* order) {
  const reference::Keys<C> keys(line);
  const int64_t size = line.shape[0];
  parallel_ranges(size, kPart,
                  [&](int64_t begin, int64_t end) { keys.sort(begin, end, order + begin); });
  std::vector<int32_t, RecycledAllocator<int32_t>> room(static_cast<size_t>(size));
  int32_t* from = order;
  int32_t* to = room.data();
  for (int64_t piece = kPart; piece < size; piece *= 2) {
    parallel_ranges(size, 2 * piece, [&](int64_t begin, int64_t end) {
      const int64_t middle = std::min(begin + piece, end);
      std::merge(from + begin, from + middle, from + middle, from + end, to + begin,
                 std::cref(keys));
    });
    std::swap(from, to);
  }
  if (from != order) std::copy_n(from, size, order);
}

}  // namespace

void ParallelBackend::copy(const ConstView& x, const View& y) {
  if (!is_worth_cutting(y.shape)) return ReferenceBackend::copy(x, y);
  in_parts(y.shape, [&](int64_t begin, int64_t end) {
    ReferenceBackend::copy(rows_of(x, begin, end), rows_of(y, begin, end));
  });
}

void ParallelBackend::unary(Unary f, UnaryArgs args, const ConstView& x, const View& y) {
  if (!is_worth_cutting(y.shape)) return ReferenceBackend::unary(f, args, x, y);
  in_parts(y.shape, [&](int64_t begin, int64_t end) {
    ReferenceBackend::unary(f, args, rows_of(x, begin, end), rows_of(y, begin, end));
  });
}

void ParallelBackend::unary_gradient(Unary f, UnaryArgs args, const ConstView& x,
                                     const ConstView& y, const ConstView& dy, const View& dx) {
  if (!is_worth_cutting(dx.shape)) {
    return ReferenceBackend::unary_gradient(f, args, x, y, dy, dx);
  }
  in_parts(dx.shape, [&](int64_t begin, int64_t end) {
    ReferenceBackend::unary_gradient(f, args, rows_of(x, begin, end), rows_of(y, begin, end),
                                     rows_of(dy, begin, end), rows_of(dx, begin, end));
  });
}

void ParallelBackend::binary(Binary f, const ConstView& a, const ConstView& b, const View& y) {
  if (!is_worth_cutting(y.shape)) return ReferenceBackend::binary(f, a, b, y);
  in_parts(y.shape, [&](int64_t begin, int64_t end) {
    ReferenceBackend::binary(f, rows_of(a, begin, end), rows_of(b, begin, end),
                             rows_of(y, begin, end));
  });
}

void ParallelBackend::select(const ConstView& condition, const ConstView& a, const ConstView& b,
                             const View& y) {
  if (!is_worth_cutting(y.shape)) return ReferenceBackend::select(condition, a, b, y);
  in_parts(y.shape, [&](int64_t begin, int64_t end) {
    ReferenceBackend::select(rows_of(condition, begin, end), rows_of(a, begin, end),
                             rows_of(b, begin, end), rows_of(y, begin, end));
  });
}

void ParallelBackend::reduce(Reduction r, const ConstView& x, const View& y) {
  const auto is_kept = [&](int i) { return y.shape[i] == x.shape[i]; };
  for_each_part(x, y, is_kept, [&](const ConstView& from, const View& to) {
    ReferenceBackend::reduce(r, from, to);
  });
}

void ParallelBackend::arg_reduce(ArgReduction r, const ConstView& x, int axis, const View& y) {
  const auto is_other = [axis](int i) { return i != axis; };
  for_each_part(x, y, is_other, [&](const ConstView& from, const View& to) {
    ReferenceBackend::arg_reduce(r, from, axis, to);
  });
}

void ParallelBackend::argsort(const ConstView& x, int axis, const View& y) {
  const int64_t length = x.shape[axis];
  if (length == x.shape.size() && cpu::is_worth_cutting(length) && y.strides[axis] == 1) {
    const ConstView line(x.data, x.dtype, {length}, {x.strides[axis]});
    return reference::visit_wide(
        x.dtype, [&](auto tag) { sort_line<decltype(tag)>(line, static_cast<int32_t*>(y.data)); });
  }
  const auto is_other = [axis](int i) { return i != axis; };
  for_each_part(x, y, is_other, [&](const ConstView& from, const View& to) {
    ReferenceBackend::argsort(from, axis, to);
  });
}

void ParallelBackend::take(const ConstView& x, const ConstView& indices, int axis, const View& y) {
  if (!is_worth_cutting(y.shape) || (axis == 0 && indices.shape.empty())) {
    return ReferenceBackend::take(x, indices, axis, y);
  }
  in_parts(y.shape, [&](int64_t begin, int64_t end) {
    const ConstView from = axis == 0 ? x : rows_of(x, begin, end);
    const ConstView which = axis == 0 ? rows_of(indices, begin, end) : indices;
    ReferenceBackend::take(from, which, axis, rows_of(y, begin, end));
  });
}

void ParallelBackend::scatter_add(const ConstView& y, const ConstView& indices, int axis,
                                  const View& x) {
  // Two indices may be the same: parts are those of an axis that the indices do not choose from.
  // Each part walks over all indices: among the axes behind theirs it is wide enough to pay for
  // that.
  constexpr int64_t narrowest = 64;
  const int cut = longest_axis(x.shape, [axis](int i) { return i != axis; });
  if (cut < 0 || !cpu::is_worth_cutting(y.shape.size())) {
    return ReferenceBackend::scatter_add(y, indices, axis, x);
  }
  const int cut_of_y = cut < axis ? cut : cut + indices.shape.rank() - 1;
  const int64_t each = std::max<int64_t>(1, y.shape.size() / x.shape[cut]);
  const int64_t grain = std::max(cut < axis ? 1 : narrowest, kPart / each);
  parallel_ranges(x.shape[cut], grain, [&](int64_t begin, int64_t end) {
    ReferenceBackend::scatter_add(part_of(y, cut_of_y, begin, end), indices, axis,
                                  part_of(x, cut, begin, end));
  });
}

void ParallelBackend::random(Distribution distribution, double a, double b, const RandomKey& key,
                             const View& y) {
  parallel_ranges(y.shape.size(), kPart, [&](int64_t begin, int64_t end) {
    reference::draw_range({distribution, a, b, key}, begin, end, y);
  });
}

}  // namespace keratin
