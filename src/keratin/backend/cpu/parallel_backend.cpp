#include "keratin/backend/cpu/parallel_backend.h"

#include <algorithm>

#include "keratin/base/thread_pool.h"

namespace keratin {
namespace {

constexpr int64_t kPart = 16384;  // elements that one task takes, about

bool is_worth_cutting(const Shape& shape) {
  return shape.rank() > 0 && shape[0] > 1 && shape.size() >= 2 * kPart;
}

/// Makes the view rows [begin, end) of its first axis.
template <class AnyView>
void keep_rows(AnyView& view, int64_t begin, int64_t end) {
  using Byte = std::conditional_t<std::is_const_v<std::remove_pointer_t<decltype(view.data)>>,
                                  const char, char>;
  const auto step = view.strides[0] * static_cast<int64_t>(itemsize_of(view.dtype));
  view.data = static_cast<Byte*>(view.data) + begin * step;
  view.shape = view.shape.with_front(end - begin);
}

/// Rows [begin, end) of all views of an elementwise call.
template <class Call>
Call rows_of(Call call, int64_t begin, int64_t end) {
  for_each_view(call, [=](auto& view) { keep_rows(view, begin, end); });
  return call;
}

/// run(begin, end) on the pool, for parts of the first axis of `shape`. The cut depends on the
/// shape alone.
template <class Run>
void in_parts(const Shape& shape, Run run) {
  const int64_t row = std::max<int64_t>(1, shape.size() / shape[0]);
  parallel_ranges(shape[0], std::max<int64_t>(1, kPart / row), run);
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

void ParallelBackend::run(const CopyCall& call) { run_elementwise(*this, call, call.y); }
void ParallelBackend::run(const UnaryCall& call) { run_elementwise(*this, call, call.y); }
void ParallelBackend::run(const UnaryGradientCall& call) { run_elementwise(*this, call, call.dx); }
void ParallelBackend::run(const BinaryCall& call) { run_elementwise(*this, call, call.y); }
void ParallelBackend::run(const SelectCall& call) { run_elementwise(*this, call, call.y); }
void ParallelBackend::run(const ScaleCall& call) { run_elementwise(*this, call, call.y); }

void ParallelBackend::run(const DropoutCall& call) {
  if (!is_worth_cutting(call.y.shape)) return ReferenceBackend::run(call);
  in_parts(call.y.shape,
           [&](int64_t begin, int64_t end) { dropout_rows(rows_of(call, begin, end), begin); });
}

void ParallelBackend::run(const ReduceCall& call) {
  const Shape& shape = call.x.shape;
  if (!is_worth_cutting(shape) || call.y.shape[0] != shape[0]) return ReferenceBackend::run(call);
  in_parts(shape,
           [&](int64_t begin, int64_t end) { ReferenceBackend::run(rows_of(call, begin, end)); });
}

void ParallelBackend::run(const TakeCall& call) {
  if (call.axis != 0 || call.indices.shape.rank() != 1 || !is_worth_cutting(call.y.shape)) {
    return ReferenceBackend::run(call);
  }
  in_parts(call.y.shape, [&](int64_t begin, int64_t end) {
    TakeCall part = call;
    keep_rows(part.indices, begin, end);
    keep_rows(part.y, begin, end);
    ReferenceBackend::run(part);
  });
}

}  // namespace keratin
