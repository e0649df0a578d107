#include "keratin/ops/dense.h"

#include "keratin/autodiff/saved.h"
#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/backend/compiled_step.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/placement_internal.h"

namespace keratin::ops {
namespace {

Tensor transposed(const Tensor& x) {
  return {x.storage(),
          x.offset(),
          {x.shape()[1], x.shape()[0]},
          {x.strides()[1], x.strides()[0]},
          x.dtype()};
}

Tensor product(const Tensor& a, const Tensor& b, DType dtype) {
  Tensor y({a.shape()[0], b.shape()[1]}, dtype, common_device("dense", a, b));
  backend_of(y).run(MatmulCall{.a = a.view(), .b = b.view(), .y = y.view()});
  return y;
}

Tensor column_sums(const Tensor& rows, DType dtype) {
  // Converted first: the sums must not be rounded to a narrower dtype than theirs.
  const Tensor x = cast(rows, dtype);
  const Tensor sums({1, x.shape()[1]}, x.dtype(), x.device());
  backend_of(x).run(ReduceCall{.reduction = Reduction::sum, .x = x.view(), .y = sums.view()});
  return {sums.storage(), 0, {x.shape()[1]}, {1}, x.dtype()};
}

bool has_dtype_for(const Tensor& x, const Tensor& weight) {
  return weight.dtype() == x.dtype() || (x.dtype() == bfloat16 && weight.dtype() == float32);
}

void check(const Tensor& x, const Tensor& kernel, const Tensor& bias) {
  const bool fits = x.ndim() >= 2 && kernel.ndim() == 2 && x.shape().back() == kernel.shape()[0] &&
                    (!bias.defined() || bias.shape() == Shape{kernel.shape()[1]});
  const bool is_one_dtype = is_floating(x.dtype()) && has_dtype_for(x, kernel) &&
                            (!bias.defined() || has_dtype_for(x, bias));
  if (fits && is_one_dtype) return;
  std::vector<ErrorDetail> details = {{"x", describe(x)}, {"kernel", describe(kernel)}};
  if (bias.defined()) {
    details.push_back({"bias", describe(bias)});
  }
  if (fits) {
    throw_dtype_error(
        "dense: x, kernel and bias must have one floating dtype; beside a bfloat16 x the others "
        "may be float32",
        std::move(details));
  }
  throw_shape_error("dense: expected x [..., in], kernel [in, units] and bias [units]",
                    std::move(details));
}

// x with two axes.
Tensor dense_rows(const Tensor& x, const Tensor& kernel, const Tensor& bias,
                  const FusedActivation& activation, const Tensor& factor = {}) {
  const Tensor& last = bias.defined() ? bias : kernel;
  Tensor y({x.shape()[0], kernel.shape()[1]}, x.dtype(), common_device("dense", x, kernel, last));
  const auto view_of = [](const Tensor& some) {
    return some.defined() ? std::optional<ConstView>(some.view()) : std::nullopt;
  };
  backend_of(y).run(DenseCall{.x = x.view(),
                              .kernel = kernel.view(),
                              .factor = view_of(factor),
                              .bias = view_of(bias),
                              .activation = activation,
                              .y = y.view()});
  if (factor.defined()) return y;
  const DType bias_dtype = bias.defined() ? bias.dtype() : x.dtype();
  const auto backward = [x = Saved("dense", x), kernel = Saved("dense", kernel),
                         y = Saved("dense", y), activation, x_dtype = x.dtype(),
                         kernel_dtype = kernel.dtype(),
                         bias_dtype](const Tensor& dy, Wanted wanted) -> Gradients {
    Tensor dz = dy;
    if (activation.is_some) {
      const Tensor& result = *y;
      dz = Tensor(result.shape(), result.dtype(), dy.device());
      backend_of(dz).run(UnaryGradientCall{.f = activation.function,
                                           .args = activation.args,
                                           .x = result.view(),
                                           .y = result.view(),
                                           .dy = dy.view(),
                                           .dx = dz.view()});
    }
    return {wanted[0] ? product(dz, transposed(*kernel), x_dtype) : Tensor(),
            wanted[1] ? product(transposed(*x), dz, kernel_dtype) : Tensor(),
            wanted[2] ? column_sums(dz, bias_dtype) : Tensor()};
  };
  return record("dense", y, {&x, &kernel, &bias}, backward);
}

}  // namespace

Tensor dense(const Tensor& x, const Tensor& kernel, const Tensor& bias,
             const FusedActivation& activation, const Tensor& factor) {
  check(x, kernel, bias);
  const Tensor& last = bias.defined() ? bias : kernel;
  if (stand_apart(x, kernel, last)) {
    const Device device = common_device("dense", x, kernel, last);
    return dense(to(x, device), to(kernel, device), brought(bias, device), activation,
                 brought(factor, device));
  }
  if (x.ndim() > 2) {
    const Shape shape = x.shape().with_back(kernel.shape()[1]);
    const int64_t width = x.shape().back();
    const int64_t rows = width == 0 ? 0 : x.size() / width;
    return reshape(dense(reshape(x, {rows, width}), kernel, bias, activation, factor), shape);
  }
  if (activation.is_some && !factor.defined() && !has_slope_from_value(activation) &&
      wants_record({&x, &kernel, &bias})) {
    return unary(activation.function, dense_rows(x, kernel, bias, {}), activation.args);
  }
  return dense_rows(x, kernel, bias, activation, factor);
}

}  // namespace keratin::ops
