#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/ops/normalize_internal.h"
#include "keratin/ops/optional_view_internal.h"

namespace keratin::ops {
namespace {

constexpr const char* kNormalization = "normalization";

}  // namespace

NormalizedRows normalize_rows(const Tensor& given, int axis, const Tensor& gamma,
                              const Tensor& beta, double epsilon, bool is_centered) {
  const Tensor x = given.contiguous();
  const auto made = [&](const Shape& shape) { return Tensor(shape, x.dtype(), x.device()); };
  const Shape statistic = {x.shape()[1 - axis]};
  const Tensor y = made(x.shape()), variance = made(statistic);
  const Tensor mean = is_centered ? made(statistic) : Tensor();
  backend_of(x).run(NormalizationCall{.x = x.view(),
                                      .axis = axis,
                                      .gamma = view_if<ConstView>(gamma),
                                      .beta = view_if<ConstView>(beta),
                                      .epsilon = epsilon,
                                      .y = y.view(),
                                      .mean = view_if<View>(mean),
                                      .variance = variance.view()});
  if (!wants_record({&x, &gamma, &beta})) return {y, mean, variance};
  const auto backward = [x = Saved(kNormalization, x),
                         gamma = gamma.defined() ? Saved(kNormalization, gamma) : Saved(), mean,
                         variance, has_gamma = gamma.defined(), axis,
                         epsilon](const Tensor& d_y, Wanted wanted) -> Gradients {
    const Tensor dy = d_y.contiguous();
    const auto wanted_like = [&](size_t i, const Shape& shape) {
      return wanted[i] ? Tensor(shape, dy.dtype(), dy.device()) : Tensor();
    };
    const Shape columns = {dy.shape()[1]};
    const Tensor dx = wanted_like(0, dy.shape()), dgamma = wanted_like(1, columns),
                 dbeta = wanted_like(2, columns);
    backend_of(dy).run(NormalizationGradientCall{
        .x = x->view(),
        .axis = axis,
        .gamma = has_gamma ? std::optional<ConstView>(gamma->view()) : std::nullopt,
        .epsilon = epsilon,
        .mean = view_if<ConstView>(mean),
        .variance = variance.view(),
        .dy = dy.view(),
        .dx = view_if<View>(dx),
        .dgamma = view_if<View>(dgamma),
        .dbeta = view_if<View>(dbeta)});
    return {dx, dgamma, dbeta};
  };
  return {record(kNormalization, y, {&x, &gamma, &beta}, backward), mean, variance};
}

bool are_last_axes(const Shape& axes, int rank) {
  for (int i = 0; i < axes.rank(); ++i) {
    const int64_t axis = axes[i] < 0 ? axes[i] + rank : axes[i];
    if (axis != rank - axes.rank() + i) return false;
  }
  return true;
}

}  // namespace keratin::ops
