#include "keratin/backend/cpu/parallel_backend.h"

#include <algorithm>
#include <vector>

#include "keratin/backend/cpu/parts.h"
#include "keratin/backend/random_range_internal.h"
#include "keratin/backend/reference_tasks_internal.h"
#include "keratin/backend/sort_order_internal.h"
#include "keratin/base/memory.h"

namespace keratin {
namespace {

using cpu::kPart;
using cpu::part_of;

bool is_worth_cutting(const Shape& shape) {
  return shape.rank() > 0 && shape[0] > 1 && cpu::is_worth_cutting(shape.size());
}

/// Rows [begin, end) of the first axis of all views of an elementwise call.
template <class Call>
Call rows_of(Call call, int64_t begin, int64_t end) {
  for_each_view(call, [=](auto& view) { view = part_of(view, 0, begin, end); });
  return call;
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

/// An elementwise call, in parts when that pays.
template <class Call>
void run_elementwise(ReferenceBackend& backend, const Call& call, const View& y) {
  if (!is_worth_cutting(y.shape)) return backend.ReferenceBackend::run(call);
  in_parts(y.shape, [&](int64_t begin, int64_t end) {
    backend.ReferenceBackend::run(rows_of(call, begin, end));
  });
}

}  // namespace

// Between two calls a part stays in the cache, and the threads meet once.
void ParallelBackend::run_by_rows(std::span<const AnyCall> calls) {
  Backend& backend = *this;
  if (!is_elementwise(calls.front())) {
    backend.run(calls.front());
    calls = calls.subspan(1);
  }
  const bool has_other = !calls.empty() && !is_elementwise(calls.back());
  const std::span<const AnyCall> elementwise = calls.first(calls.size() - has_other);
  if (!elementwise.empty()) {
    in_parts(shape_of_elements(elementwise.front()),
             [&](int64_t begin, int64_t end) { run_rows(elementwise, begin, end); });
  }
  if (has_other) backend.run(calls.back());
}

void ParallelBackend::run_rows(std::span<const AnyCall> calls, int64_t begin, int64_t end) {
  Backend& backend = *this;
  for (const AnyCall& call : calls) {
    std::visit([&](const auto& one) { backend.run(rows_of(one, begin, end)); }, call);
  }
}

void ParallelBackend::run(const CopyCall& call) { run_elementwise(*this, call, call.y); }
void ParallelBackend::run(const FillCall& call) { run_elementwise(*this, call, call.y); }
void ParallelBackend::run(const UnaryCall& call) { run_elementwise(*this, call, call.y); }
void ParallelBackend::run(const UnaryGradientCall& call) { run_elementwise(*this, call, call.dx); }
void ParallelBackend::run(const BinaryCall& call) { run_elementwise(*this, call, call.y); }
void ParallelBackend::run(const SelectCall& call) { run_elementwise(*this, call, call.y); }
void ParallelBackend::run(const ScaleCall& call) { run_elementwise(*this, call, call.y); }
void ParallelBackend::run(const SpecialCall& call) { run_elementwise(*this, call, call.y); }
void ParallelBackend::run(const SpecialOfTwoCall& call) { run_elementwise(*this, call, call.y); }

void ParallelBackend::run(const DropoutCall& call) {
  if (!is_worth_cutting(call.y.shape)) return ReferenceBackend::run(call);
  in_parts(call.y.shape,
           [&](int64_t begin, int64_t end) { dropout_rows(rows_of(call, begin, end), begin); });
}

void ParallelBackend::run(const ReduceCall& call) {
  const auto is_kept = [&](int i) { return call.y.shape[i] == call.x.shape[i]; };
  for_each_part(call.x, call.y, is_kept, [&](const ConstView& from, const View& to) {
    ReferenceBackend::run(ReduceCall{.reduction = call.reduction, .x = from, .y = to});
  });
}

void ParallelBackend::run(const ArgReduceCall& call) {
  const auto is_other = [&](int i) { return i != call.axis; };
  for_each_part(call.x, call.y, is_other, [&](const ConstView& from, const View& to) {
    ReferenceBackend::run(
        ArgReduceCall{.reduction = call.reduction, .x = from, .axis = call.axis, .y = to});
  });
}

void ParallelBackend::run(const ArgsortCall& call) {
  const auto& [x, axis, y] = call;
  const int64_t length = x.shape[axis];
  if (length == x.shape.size() && cpu::is_worth_cutting(length) && y.strides[axis] == 1) {
    const ConstView line(x.data, x.dtype, {length}, {x.strides[axis]});
    auto* order = static_cast<int32_t*>(y.data);
    return reference::visit_wide(x.dtype, [&](auto tag) { sort_line<decltype(tag)>(line, order); });
  }
  const auto is_other = [&](int i) { return i != call.axis; };
  for_each_part(x, y, is_other, [&](const ConstView& from, const View& to) {
    ReferenceBackend::run(ArgsortCall{.x = from, .axis = call.axis, .y = to});
  });
}

void ParallelBackend::run(const TakeCall& call) {
  const bool is_first = call.axis == 0;
  if (!is_worth_cutting(call.y.shape) || (is_first && call.indices.shape.empty())) {
    return ReferenceBackend::run(call);
  }
  in_parts(call.y.shape, [&](int64_t begin, int64_t end) {
    TakeCall part = call;
    ConstView& cut = is_first ? part.indices : part.x;
    cut = part_of(cut, 0, begin, end);
    part.y = part_of(part.y, 0, begin, end);
    ReferenceBackend::run(part);
  });
}

void ParallelBackend::run(const SearchCall& call) {
  if (!is_worth_cutting(call.y.shape)) return ReferenceBackend::run(call);
  in_parts(call.y.shape, [&](int64_t begin, int64_t end) {
    SearchCall part = call;
    part.values = part_of(part.values, 0, begin, end);
    part.y = part_of(part.y, 0, begin, end);
    ReferenceBackend::run(part);
  });
}

void ParallelBackend::run(const ScatterAddCall& call) {
  const auto& [y, indices, axis, x] = call;
  // Two indices may be the same: parts are those of an axis that the indices do not choose from.
  // Each part walks over all indices: among the axes behind theirs it is wide enough to pay for
  // that.
  constexpr int64_t narrowest = 64;
  const int cut = longest_axis(x.shape, [&](int i) { return i != call.axis; });
  if (cut < 0 || !cpu::is_worth_cutting(y.shape.size())) return ReferenceBackend::run(call);
  const int cut_of_y = cut < axis ? cut : cut + indices.shape.rank() - 1;
  const int64_t each = std::max<int64_t>(1, y.shape.size() / x.shape[cut]);
  const int64_t grain = std::max(cut < axis ? 1 : narrowest, kPart / each);
  parallel_ranges(x.shape[cut], grain, [&](int64_t begin, int64_t end) {
    ScatterAddCall part = call;
    part.y = part_of(part.y, cut_of_y, begin, end);
    part.x = part_of(part.x, cut, begin, end);
    ReferenceBackend::run(part);
  });
}

void ParallelBackend::run(const RandomCall& call) {
  parallel_ranges(call.y.shape.size(), kPart, [&](int64_t begin, int64_t end) {
    reference::draw_range({call.distribution, call.a, call.b, call.key}, begin, end, call.y);
  });
}

#define KERATIN_RUN(Call)                                                                       \
  void ParallelBackend::run(const Call& call) {                                                 \
    const reference::TaskList tasks = reference::tasks_of(call);                                \
    cpu::in_parts(tasks.count, tasks.work,                                                      \
                  [&](int64_t begin, int64_t end) { reference::run_tasks(call, begin, end); }); \
  }
KERATIN_STACK_CALLS(KERATIN_RUN)
#undef KERATIN_RUN

}  // namespace keratin
