#include "keratin/backend/cpu/parallel_backend.h"

#include <algorithm>

#include "keratin/base/thread_pool.h"

namespace keratin {
namespace {

constexpr int64_t kPart = 16384;  // elements that one task takes, about

bool is_worth_cutting(const Shape& shape) {
  return shape.rank() > 0 && shape[0] > 1 && shape.size() >= 2 * kPart;
}

/// Rows [begin, end) of the first axis; all of it where that axis is not there or stretched.
template <class AnyView>
AnyView rows_of(AnyView view, int64_t begin, int64_t end) {
  using Byte = std::conditional_t<std::is_const_v<std::remove_pointer_t<decltype(view.data)>>,
                                  const char, char>;
  const auto step = view.strides[0] * static_cast<int64_t>(itemsize_of(view.dtype));
  view.data = static_cast<Byte*>(view.data) + begin * step;
  view.shape = view.shape.with_front(end - begin);
  return view;
}

/// run(begin, end) on the pool, for parts of the first axis of `shape`. The cut depends on the
/// shape alone.
template <class Run>
void in_parts(const Shape& shape, Run run) {
  const int64_t row = std::max<int64_t>(1, shape.size() / shape[0]);
  parallel_ranges(shape[0], std::max<int64_t>(1, kPart / row), run);
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
  if (!is_worth_cutting(x.shape) || y.shape[0] != x.shape[0]) {
    return ReferenceBackend::reduce(r, x, y);
  }
  in_parts(x.shape, [&](int64_t begin, int64_t end) {
    ReferenceBackend::reduce(r, rows_of(x, begin, end), rows_of(y, begin, end));
  });
}

void ParallelBackend::take(const ConstView& x, const ConstView& indices, int axis, const View& y) {
  if (axis != 0 || indices.shape.rank() != 1 || !is_worth_cutting(y.shape)) {
    return ReferenceBackend::take(x, indices, axis, y);
  }
  in_parts(y.shape, [&](int64_t begin, int64_t end) {
    ReferenceBackend::take(x, rows_of(indices, begin, end), axis, rows_of(y, begin, end));
  });
}

}  // namespace keratin
