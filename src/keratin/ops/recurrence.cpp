#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/ops/index.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/optional_view_internal.h"
#include "keratin/ops/recurrence_internal.h"

namespace keratin::ops {
namespace {

constexpr const char* kName = "recurrence";

/// Where the results lie in one tensor, whose record is that of all of them.
struct ResultLayout {
  Shape sequence, state;
  int64_t states;
  bool all_steps;

  int64_t sequence_size() const { return all_steps ? sequence.size() : 0; }
  Shape whole() const { return {sequence_size() + states * state.size()}; }
  /// A view of a part of `all`, without a record.
  Tensor state_of(const Tensor& all, int64_t i) const {
    return part(all, sequence_size() + i * state.size(), state);
  }
  Tensor sequence_of(const Tensor& all) const {
    return all_steps ? part(all, 0, sequence) : Tensor();
  }
  /// The parts as values that know where they come from.
  Tensors recorded(const Tensor& all) const {
    const auto at = [&](int64_t begin, const Shape& shape) {
      return reshape(sliced(all, 0, slice(begin, begin + shape.size())), shape);
    };
    Tensors results;
    const auto state_at = [&](int64_t i) { return at(sequence_size() + i * state.size(), state); };
    results.push_back(all_steps ? at(0, sequence) : state_at(0));
    for (int64_t i = 0; i < states; ++i) results.push_back(state_at(i));
    return results;
  }

 private:
  static Tensor part(const Tensor& all, int64_t begin, const Shape& shape) {
    return {all.storage(), all.offset() + begin, shape, row_major_strides(shape), all.dtype()};
  }
};

/// x [batch, steps, columns] as rows, from column `begin` on.
Tensor as_rows(const Tensor& x, int64_t begin, int64_t columns) {
  const int64_t width = x.shape().back();
  return {x.storage(),
          x.offset() + begin,
          {x.shape()[0] * x.shape()[1], columns},
          {width, 1},
          x.dtype()};
}

/// What the gradient needs.
struct Kept {
  RecurrentFunction function;
  RecurrentOrder order;
  ResultLayout layout;
  bool has_mask;
  Saved mask = {}, kernel = {};
  Tensor kept = {}, h_before = {}, c_before = {};
};

/// The gradient by the kernel: h_before^T . dq, where dq has a last block of its own.
Tensor kernel_gradient(const Kept& kept, const Tensor& dp, const Tensor& dq2) {
  const int64_t units = kept.layout.state.back();
  const Tensor dkernel(kept.kernel->shape(), dp.dtype(), dp.device());
  const Tensor h = as_rows(kept.h_before, 0, units);
  const ConstView transposed(h.view().data, h.dtype(), {units, h.shape()[0]}, {1, units});
  const auto multiply = [&](const Tensor& dq, int64_t begin) {
    View to = dkernel.view();
    to.data = static_cast<char*>(to.data) + begin * static_cast<int64_t>(itemsize_of(to.dtype));
    to.shape = {units, dq.shape()[1]};
    backend_of(dq).run(MatmulCall{.a = transposed, .b = dq.view(), .y = to});
  };
  const int64_t width = dp.shape().back(), shared = dq2.defined() ? width - units : width;
  multiply(as_rows(dp, 0, shared), 0);
  if (dq2.defined()) multiply(as_rows(dq2, 0, units), shared);
  return dkernel;
}

Tensor column_totals(const Tensor& rows) {
  const Tensor sums({1, rows.shape()[1]}, rows.dtype(), rows.device());
  backend_of(rows).run(ReduceCall{.reduction = Reduction::sum, .x = rows.view(), .y = sums.view()});
  return sums;
}

/// The gradient by the bias of q.
Tensor bias_gradient(const Tensor& dp, const Tensor& dq2) {
  const int64_t width = dp.shape().back();
  const Tensor sums = column_totals(as_rows(dp, 0, width));
  if (dq2.defined()) {
    const int64_t units = dq2.shape().back();
    const Tensor last = column_totals(as_rows(dq2, 0, units));
    const Tensor to(sums.storage(), width - units, {1, units}, {units, 1}, sums.dtype());
    backend_of(to).run(CopyCall{.x = last.view(), .y = to.view()});
  }
  return {sums.storage(), 0, {width}, {1}, sums.dtype()};
}

Gradients gradients_of(const Kept& kept, const Tensor& d_all, Wanted wanted) {
  const ResultLayout& layout = kept.layout;
  const Tensor d = d_all.contiguous();
  const bool has_c = layout.states == 2;
  const bool has_dq2 = kept.function.kind == CellKind::gru;
  const auto made = [&](const Shape& shape) { return Tensor(shape, d.dtype(), d.device()); };
  const Tensor dp = made(layout.sequence.with_back(kept.kernel->shape()[1]));
  const Tensor d_h = made(layout.state), d_c = has_c ? made(layout.state) : Tensor();
  const Tensor dq2 = has_dq2 ? made(layout.sequence) : Tensor();
  const Tensor dy = layout.sequence_of(d), d_last_c = has_c ? layout.state_of(d, 1) : Tensor();
  backend_of(d).run(RecurrenceGradientCall{
      .function = kept.function,
      .order = kept.order,
      .kernel = kept.kernel->view(),
      .mask = kept.has_mask ? std::optional<ConstView>(kept.mask->view()) : std::nullopt,
      .kept = kept.kept.view(),
      .h_before = kept.h_before.view(),
      .c_before = view_if<ConstView>(kept.c_before),
      .dy = view_if<ConstView>(dy),
      .d_last_h = layout.state_of(d, 0).view(),
      .d_last_c = view_if<ConstView>(d_last_c),
      .d_projected = dp.view(),
      .d_h = d_h.view(),
      .dq2 = view_if<View>(dq2),
      .d_c = view_if<View>(d_c)});
  return {dp, wanted[1] ? kernel_gradient(kept, dp, dq2) : Tensor(),
          wanted[2] ? bias_gradient(dp, dq2) : Tensor(), d_h, d_c};
}

}  // namespace

Tensors recurrent(const RecurrentFunction& function, const RecurrentOrder& order,
                  const RecurrentInputs& x, bool all_steps) {
  if (is_narrow(x.projected.dtype())) {  // rounded once, not at each step
    const auto wide = [](const Tensor& one) { return one.defined() ? one.as_dtype(float32) : one; };
    const Tensors all = recurrent(function, order,
                                  {.projected = wide(x.projected),
                                   .kernel = wide(x.kernel),
                                   .bias = wide(x.bias),
                                   .mask = x.mask,
                                   .h = wide(x.h),
                                   .c = wide(x.c)},
                                  all_steps);
    Tensors rounded;
    for (const Tensor& one : all) rounded.push_back(one.as_dtype(x.projected.dtype()));
    return rounded;
  }
  const Shape state = x.h.shape(), sequence = x.projected.shape().with_back(state.back());
  const ResultLayout layout = {sequence, state, x.c.defined() ? 2 : 1, all_steps};
  const auto made = [&](const Shape& shape) {
    return Tensor(shape, x.projected.dtype(), x.projected.device());
  };
  const bool is_recorded = wants_record({&x.projected, &x.kernel, &x.bias, &x.h, &x.c});
  Kept kept = {
      .function = function, .order = order, .layout = layout, .has_mask = x.mask.defined()};
  if (is_recorded) {
    kept.kernel = Saved(kName, x.kernel);
    if (kept.has_mask) kept.mask = Saved(kName, x.mask);
    kept.kept = made(sequence.with_back(function.kept_blocks() * state.back()));
    kept.h_before = made(sequence);
    if (x.c.defined()) kept.c_before = made(sequence);
  }
  const Tensor all = made(layout.whole());
  const Tensor y = layout.sequence_of(all), last_h = layout.state_of(all, 0);
  const Tensor last_c = x.c.defined() ? layout.state_of(all, 1) : Tensor();
  backend_of(all).run(RecurrenceCall{.function = function,
                                     .order = order,
                                     .projected = x.projected.view(),
                                     .kernel = x.kernel.view(),
                                     .bias = view_if<ConstView>(x.bias),
                                     .mask = view_if<ConstView>(x.mask),
                                     .h = x.h.view(),
                                     .c = view_if<ConstView>(x.c),
                                     .last_h = last_h.view(),
                                     .last_c = view_if<View>(last_c),
                                     .y = view_if<View>(y),
                                     .kept = view_if<View>(kept.kept),
                                     .h_before = view_if<View>(kept.h_before),
                                     .c_before = view_if<View>(kept.c_before)});
  return layout.recorded(
      record(kName, all, {&x.projected, &x.kernel, &x.bias, &x.h, &x.c},
             [kept = std::move(kept)](const Tensor& d_all, Wanted wanted) -> Gradients {
               return gradients_of(kept, d_all, wanted);
             }));
}

}  // namespace keratin::ops
