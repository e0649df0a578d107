#include "keratin/backend/cpu/elementwise.h"

#include "keratin/backend/cpu/float_views.h"
#include "keratin/backend/cpu/parts.h"
#include "keratin/backend/cpu/vector_functions.h"
#include "keratin/backend/cpu/vector_kernels.h"
#include "keratin/backend/element_chunks_internal.h"

namespace keratin::cpu {
namespace {

bool is_computed_in_float(DType dtype) { return is_floating(dtype) && dtype != DType::float64; }

/// The elements as one run.
template <class AnyView>
AnyView flat(AnyView view) {
  view.shape = {view.shape.size()};
  view.strides = {1};
  return view;
}

/// run(views...) on the pool for parts of all the views, which have one shape.
template <class Run, class First, class... Views>
void for_each_part(Run run, const First& first, const Views&... views) {
  const Shape& shape = first.shape;
  if (shape.rank() > 1 && is_contiguous(first) && (is_contiguous(views) && ...)) {
    return for_each_part(run, flat(first), flat(views)...);
  }
  if (!is_worth_cutting(shape.size()) || shape.empty()) return run(first, views...);
  int axis = 0;
  while (shape[axis] == 1) ++axis;
  in_parts(shape[axis], shape.size() / shape[axis], [&](int64_t begin, int64_t end) {
    run(part_of(first, axis, begin, end), part_of(views, axis, begin, end)...);
  });
}

template <class AnyView>
auto* halves(const AnyView& view) {
  using Half = std::conditional_t<std::is_same_v<AnyView, ConstView>, const BFloat16, BFloat16>;
  return static_cast<Half*>(view.data);
}
bool is_flat_half(const ConstView& view) {
  return view.dtype == DType::bfloat16 && is_contiguous(view);
}

/// relu of bfloat16, which needs no arithmetic; false for anything else.
bool relu_of_halves(Unary f, const ConstView& x, const View& y) {
  if (f != Unary::relu || !is_flat_half(x) || !is_flat_half(y)) return false;
  parallel_ranges(y.shape.size(), 2 * kPart, [&](int64_t begin, int64_t end) {
    relu_run(halves(x) + begin, halves(y) + begin, end - begin);
  });
  return true;
}

/// The gradient of relu, which needs y alone; false for anything else.
bool relu_slope(Unary f, const ConstView& y, const ConstView& dy, const View& dx) {
  if (f != Unary::relu) return false;
  const bool is_half = is_flat_half(y) && is_flat_half(dy) && is_flat_half(dx);
  if (!is_half && (!is_flat_float(y) || !is_flat_float(dy) || !is_flat_float(dx))) return false;
  parallel_ranges(dx.shape.size(), kPart, [&](int64_t begin, int64_t end) {
    if (is_half) {
      relu_gradient_run(halves(y) + begin, halves(dy) + begin, halves(dx) + begin, end - begin);
    } else {
      relu_gradient_run(floats(y) + begin, floats(dy) + begin, floats(dx) + begin, end - begin);
    }
  });
  return true;
}

}  // namespace

bool unary_in_registers(Unary f, UnaryArgs args, const ConstView& x, const View& y) {
  if (is_predicate(f) || !is_computed_in_float(x.dtype)) return false;
  if (relu_of_halves(f, x, y)) return true;
  const ValueRun run = value_run_of(f);
  const auto a = static_cast<float>(args.a), b = static_cast<float>(args.b);
  for_each_part(
      [&](const View& to, const ConstView& from) {
        reference::for_each_chunk<float, 1>(
            {from}, to, [&](const auto& in, float* out, int64_t n) { run(in[0], out, n, a, b); });
      },
      y, x);
  return true;
}

bool slope_in_registers(Unary f, UnaryArgs args, const ConstView& x, const ConstView& y,
                        const ConstView& dy, const View& dx) {
  if (!is_computed_in_float(dx.dtype)) return false;
  if (relu_slope(f, y, dy, dx)) return true;
  const SlopeRun run = slope_run_of(f);
  const auto a = static_cast<float>(args.a), b = static_cast<float>(args.b);
  for_each_part(
      [&](const View& to, const ConstView& px, const ConstView& py, const ConstView& pdy) {
        reference::for_each_chunk<float, 3>(
            {px, py, pdy}, to,
            [&](const auto& in, float* out, int64_t n) { run(in[0], in[1], in[2], out, n, a, b); });
      },
      dx, x, y, dy);
  return true;
}

}  // namespace keratin::cpu
