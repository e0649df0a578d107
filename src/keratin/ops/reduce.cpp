#include "keratin/ops/reduce.h"

#include <array>

#include "keratin/autodiff/saved.h"
#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/node.h"

namespace keratin::ops {
namespace {

// The shape of a reduction's result, with and without the reduced axes.
struct Reduced {
  Shape kept;     // reduced axes have length 1
  Shape dropped;  // reduced axes are gone
  int64_t count = 1;

  const Shape& result(bool keepdims) const { return keepdims ? kept : dropped; }
};

Reduced reduced_shape(const char* operation, const Shape& x, const Axes& axes) {
  std::array<bool, kMaxRank> is_reduced{};
  if (axes.list.empty()) is_reduced.fill(true);
  for (const int64_t axis : axes.list) {
    const int i = normalize_axis(operation, static_cast<int>(axis), x);
    if (is_reduced[static_cast<size_t>(i)]) {
      throw_value_error(text(operation, ": axis ", axis, " is listed twice"));
    }
    is_reduced[static_cast<size_t>(i)] = true;
  }
  Reduced result;
  for (int i = 0; i < x.rank(); ++i) {
    const bool reduces = is_reduced[static_cast<size_t>(i)];
    result.kept.push_back(reduces ? 1 : x[i]);
    if (reduces) result.count *= x[i];
    if (!reduces) result.dropped.push_back(x[i]);
  }
  return result;
}

// The same row-major elements under another shape of the same size.
Tensor relabelled(const Tensor& x, const Shape& shape) {
  return {x.storage(), x.offset(), shape, row_major_strides(shape), x.dtype()};
}

Tensor computed(Reduction r, const Tensor& x, const Shape& kept) {
  Tensor y(kept, x.dtype(), x.device());
  backend_of(x).run(ReduceCall{.reduction = r, .x = x.view(), .y = y.view()});
  return y;
}

// dy, whatever keepdims was, with the reduced axes back at length 1.
Tensor kept_gradient(const Tensor& dy, const Shape& kept) {
  return relabelled(dy.contiguous(), kept);
}

/// Not written out where a cast is likely to follow, which then converts what repeats itself once.
Tensor spread(const Tensor& dy, const Shape& shape) {
  const Tensor y = broadcast_to(dy, shape);
  return y.dtype() == bfloat16 || y.dtype() == float16 ? y : y.contiguous();
}

DType sum_dtype(DType dtype) {
  if (dtype == uint8 || dtype == uint16) return uint32;
  return dtype == bool_ || dtype == int8 || dtype == int16 ? int32 : dtype;
}

Tensor extreme(Reduction r, const char* name, const Tensor& x, const ReduceOptions& options) {
  const Reduced shape = reduced_shape(name, x.shape(), options.axis);
  if (shape.count == 0) {
    throw_value_error(text(name, ": an axis of length 0 has no ", name), {{"x", text(x.shape())}});
  }
  const Tensor y = computed(r, x, shape.kept);
  return record(name, relabelled(y, shape.result(options.keepdims)), {&x},
                [x = Saved(name, x), y = Saved(name, y)](const Tensor& dy) -> Gradients {
                  const Tensor wins = (*x == *y).as_dtype(dy.dtype());
                  const Tensor ties = sum_to(wins, y->shape());
                  return {wins * (kept_gradient(dy, y->shape()) / ties)};
                });
}

// The product of all others in the same run is y / x, unless zeros are among them.
Tensor prod_gradient(const Tensor& x, const Tensor& dy) {
  const Tensor is_zero = x == 0;
  const Tensor zeros = sum_to(is_zero.as_dtype(x.dtype()), dy.shape());
  const Tensor nonzero = where(is_zero, 1, x);
  const Tensor product = computed(Reduction::prod, nonzero, dy.shape());
  const Tensor others = where(zeros == 0, product / nonzero,
                              where((zeros == 1) & is_zero, broadcast_to(product, x.shape()), 0));
  return dy * others;
}

Tensor in_bool(Reduction r, const char* name, const Tensor& x, const ReduceOptions& options) {
  const Reduced shape = reduced_shape(name, x.shape(), options.axis);
  const Tensor truth = x.detach().as_dtype(bool_);
  return relabelled(computed(r, truth, shape.kept), shape.result(options.keepdims));
}

}  // namespace

Tensor sum(const Tensor& x, const ReduceOptions& options) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "Sum",
         .arguments = {{}},
         .config = {{"axis", axes_value(options.axis)}, {"keepdims", options.keepdims}}},
        x, [options](const Tensors& in) { return sum(in[0], options); });
  }
  const Reduced shape = reduced_shape("sum", x.shape(), options.axis);
  const Tensor wide = x.as_dtype(sum_dtype(x.dtype()));
  const Tensor y = computed(Reduction::sum, wide, shape.kept);
  return record("sum", relabelled(y, shape.result(options.keepdims)), {&x},
                [from = x.shape(), kept = shape.kept](const Tensor& dy) -> Gradients {
                  return {spread(kept_gradient(dy, kept), from)};
                });
}

Tensor mean(const Tensor& x, const ReduceOptions& options) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "Mean",
         .arguments = {{}},
         .config = {{"axis", axes_value(options.axis)}, {"keepdims", options.keepdims}}},
        x, [options](const Tensors& in) { return mean(in[0], options); });
  }
  if (!is_floating(x.dtype())) return mean(x.as_dtype(float32), options);
  const Reduced shape = reduced_shape("mean", x.shape(), options.axis);
  const Tensor y = computed(Reduction::mean, x, shape.kept);
  return record(
      "mean", relabelled(y, shape.result(options.keepdims)), {&x},
      [from = x.shape(), kept = shape.kept, count = shape.count](const Tensor& dy) -> Gradients {
        return {spread(kept_gradient(dy, kept) / static_cast<double>(count), from)};
      });
}

Tensor prod(const Tensor& x, const ReduceOptions& options) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "Prod",
         .arguments = {{}},
         .config = {{"axis", axes_value(options.axis)}, {"keepdims", options.keepdims}}},
        x, [options](const Tensors& in) { return prod(in[0], options); });
  }
  const Reduced shape = reduced_shape("prod", x.shape(), options.axis);
  const Tensor wide = x.as_dtype(sum_dtype(x.dtype()));
  const Tensor y = computed(Reduction::prod, wide, shape.kept);
  return record("prod", relabelled(y, shape.result(options.keepdims)), {&x},
                [x = Saved("prod", x), kept = shape.kept](const Tensor& dy) -> Gradients {
                  return {prod_gradient(*x, kept_gradient(dy, kept))};
                });
}

Tensor max(const Tensor& x, const ReduceOptions& options) {
  if (is_symbolic(x)) {
    return symbolic_op({.class_name = "Max",
                        .arguments = {{}},
                        .config = {{"axis", axes_value(options.axis)},
                                   {"keepdims", options.keepdims},
                                   {"initial", nullptr}}},
                       x, [options](const Tensors& in) { return max(in[0], options); });
  }
  return extreme(Reduction::max, "max", x, options);
}
Tensor min(const Tensor& x, const ReduceOptions& options) {
  if (is_symbolic(x)) {
    return symbolic_op({.class_name = "Min",
                        .arguments = {{}},
                        .config = {{"axis", axes_value(options.axis)},
                                   {"keepdims", options.keepdims},
                                   {"initial", nullptr}}},
                       x, [options](const Tensors& in) { return min(in[0], options); });
  }
  return extreme(Reduction::min, "min", x, options);
}
Tensor amax(const Tensor& x, const ReduceOptions& options) { return max(x, options); }
Tensor amin(const Tensor& x, const ReduceOptions& options) { return min(x, options); }

Tensor var(const Tensor& x, const ReduceOptions& options) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "Var",
         .arguments = {{}},
         .config = {{"axis", axes_value(options.axis)}, {"keepdims", options.keepdims}}},
        x, [options](const Tensors& in) { return var(in[0], options); });
  }
  if (!is_floating(x.dtype())) return var(x.as_dtype(float32), options);
  const Tensor center = mean(x, {.axis = options.axis, .keepdims = true});
  return mean(square(x - center), options);
}
Tensor std(const Tensor& x, const ReduceOptions& options) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "Std",
         .arguments = {{}},
         .config = {{"axis", axes_value(options.axis)}, {"keepdims", options.keepdims}}},
        x, [options](const Tensors& in) { return std(in[0], options); });
  }
  return sqrt(var(x, options));
}

Tensor any(const Tensor& x, const ReduceOptions& options) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "Any",
         .arguments = {{}},
         .config = {{"axis", axes_value(options.axis)}, {"keepdims", options.keepdims}}},
        x, [options](const Tensors& in) { return any(in[0], options); });
  }
  return in_bool(Reduction::any, "any", x, options);
}
Tensor all(const Tensor& x, const ReduceOptions& options) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "All",
         .arguments = {{}},
         .config = {{"axis", axes_value(options.axis)}, {"keepdims", options.keepdims}}},
        x, [options](const Tensors& in) { return all(in[0], options); });
  }
  return in_bool(Reduction::all, "all", x, options);
}

Tensor count_nonzero(const Tensor& x, const ReduceOptions& options) {
  if (is_symbolic(x)) {
    // Keras's keeps no axes, and has no argument to say so.
    if (options.keepdims) return sum(x.as_dtype(bool_), options);
    return symbolic_op({.class_name = "CountNonzero",
                        .arguments = {{}},
                        .config = {{"axis", axes_value(options.axis)}}},
                       x, [options](const Tensors& in) { return count_nonzero(in[0], options); });
  }
  return sum(x.detach().as_dtype(bool_), options);
}

Tensor logsumexp(const Tensor& x, const ReduceOptions& options) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "Logsumexp",
         .module = "math",
         .arguments = {{}},
         .config = {{"axis", axes_value(options.axis)}, {"keepdims", options.keepdims}}},
        x, [options](const Tensors& in) { return logsumexp(in[0], options); });
  }
  if (!is_floating(x.dtype())) return logsumexp(x.as_dtype(float32), options);
  const ReduceOptions keep = {.axis = options.axis, .keepdims = true};
  const Tensor highest = max(x.detach(), keep);
  const Tensor base = where(isfinite(highest), highest, 0);
  const Tensor total = sum(exp(x.detach() - base), keep);
  const Tensor y = log(total) + base;
  const Reduced shape = reduced_shape("logsumexp", x.shape(), options.axis);
  return record(
      "logsumexp", relabelled(y, shape.result(options.keepdims)), {&x},
      [x = Saved("logsumexp", x), y = Saved("logsumexp", y)](const Tensor& dy) -> Gradients {
        return {exp(*x - *y) * kept_gradient(dy, y->shape())};
      });
}

}  // namespace keratin::ops

namespace keratin {

#define KERATIN_DEFINE_REDUCTION(name) \
  Tensor Tensor::name(const ReduceOptions& options) const { return ops::name(*this, options); }
KERATIN_REDUCTIONS(KERATIN_DEFINE_REDUCTION)
#undef KERATIN_DEFINE_REDUCTION

}  // namespace keratin
