#include "keratin/ops/fourier.h"

#include <algorithm>
#include <vector>

#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/filled.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/ops/placement_internal.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

void check_axes(const char* name, const Tensor& x, int least) {
  if (x.ndim() >= least) return;
  throw_shape_error(text(name, ": needs at least ", least, least == 1 ? " axis" : " axes"),
                    {{"x", describe(x)}});
}

void check_dtype(const char* name, const Tensor& x) {
  if (x.dtype() == float32 || x.dtype() == float64) return;
  throw_dtype_error(text(name, ": takes float32 and float64"), {{"x", describe(x)}});
}

/// Both parts in one dtype and place.
Complex checked(const char* name, const Complex& x, int least) {
  if (!x.real.defined() || !x.imag.defined()) {
    throw_value_error(text(name, ": needs the real and the imaginary parts"));
  }
  if (x.real.shape() != x.imag.shape()) {
    throw_shape_error(text(name, ": the real and the imaginary parts must have one shape"),
                      {{"real", describe(x.real)}, {"imag", describe(x.imag)}});
  }
  check_axes(name, x.real, least);
  check_dtype(name, x.real);
  check_dtype(name, x.imag);
  const DType dtype = promote(x.real.dtype(), x.imag.dtype());
  const Device device = common_device(name, x.real, x.imag);
  const bool is_apart = stand_apart(x.real, x.imag);
  const auto ready = [&](const Tensor& part) {
    const Tensor converted = part.as_dtype(dtype);
    return is_apart ? to(converted, device) : converted;
  };
  return {ready(x.real), ready(x.imag)};
}

/// How a transform is to be done (FourierCall).
struct Plan {
  int64_t length = 0, count = 0;  // count: of the numbers that are asked for
  bool is_inverse = false, is_half = false;
  double scale = 1;
};

/// The transform without a record. Without an imaginary part of x that is zero; that of y is
/// computed when it is asked for.
Complex transformed(const Tensor& real, const Tensor& imag, const Plan& plan, bool is_complex) {
  const Device device = imag.defined() ? common_device("fft", real, imag) : real.device();
  Complex y;
  y.real = Tensor(real.shape().with_back(plan.count), real.dtype(), device);
  FourierCall call = {.real = real.view(),
                      .length = plan.length,
                      .is_inverse = plan.is_inverse,
                      .is_half = plan.is_half,
                      .scale = plan.scale,
                      .y_real = y.real.view()};
  if (imag.defined()) call.imaginary = imag.view();
  if (is_complex) {
    y.imag = Tensor(y.real.shape(), y.real.dtype(), device);
    call.y_imaginary = y.imag.view();
  }
  backend_of(y.real).run(call);
  return y;
}

/// With zeros behind the last numbers.
Tensor filled_up(const Tensor& x, int64_t count) {
  if (x.shape().back() == count) return x;
  std::vector<std::pair<int64_t, int64_t>> widths(static_cast<size_t>(x.ndim()));
  widths.back().second = count - x.shape().back();
  return pad(x, widths);
}

/// The adjoint of a transform of `count` numbers: the conjugate one, of the numbers that counted.
Plan adjoint(Plan plan, int64_t count) {
  plan.is_inverse = !plan.is_inverse;
  plan.count = std::min(count, plan.length);
  return plan;
}

/// A part of y, of which the other one is zero in the gradient.
template <class Gradient>
Complex recorded(const char* name, const Complex& y, const Tensor& real, const Tensor& imag,
                 Gradient gradient) {
  std::vector<Tensor> inputs = {real};
  if (imag.defined()) inputs.push_back(imag);
  return {record(name, y.real, inputs,
                 [gradient](const Tensor& dy) -> Gradients { return gradient(dy, Tensor()); }),
          record(name, y.imag, inputs, [gradient](const Tensor& dy) -> Gradients {
            return gradient(zeros_like(dy), dy);
          })};
}

/// All numbers of x along the last axis.
Complex transform_all(const char* name, const Complex& x, bool is_inverse, double scale) {
  const int64_t n = x.real.shape().back();
  const Plan plan = {.length = n, .count = n, .is_inverse = is_inverse, .scale = scale};
  return recorded(name, transformed(x.real, x.imag, plan, true), x.real, x.imag,
                  [plan, n](const Tensor& real, const Tensor& imag) -> Gradients {
                    const Complex dx = transformed(real, imag, adjoint(plan, n), true);
                    return {dx.real, dx.imag};
                  });
}

Complex swapped_axes(const Complex& x) {
  return {swapaxes(x.real, -1, -2), swapaxes(x.imag, -1, -2)};
}

Complex transform_planes(const char* name, const Complex& x, bool is_inverse) {
  const Complex rows = checked(name, x, 2);
  const int64_t area = rows.real.shape()[-1] * rows.real.shape()[-2];
  const double scale = is_inverse && area > 0 ? 1 / static_cast<double>(area) : 1;
  const Complex columns = swapped_axes(transform_all(name, rows, is_inverse, 1));
  return swapped_axes(transform_all(name, columns, is_inverse, scale));
}

OpDescription fourier_op(const char* class_name, bool is_complex, Config config = {}) {
  OpDescription op = {.class_name = class_name, .module = "math", .config = std::move(config)};
  if (is_complex) {
    op.arguments = {ConfigValue::List(2)};
  } else {
    op.arguments = {{}};
  }
  return op;
}

bool is_symbolic_pair(const Complex& x) {
  return (x.real.defined() && is_symbolic(x.real)) || (x.imag.defined() && is_symbolic(x.imag));
}

Complex symbolic_transform(const char* class_name, const Complex& x,
                           Complex (*transform)(const Complex&)) {
  const Tensors y = symbolic_op_list(fourier_op(class_name, true), {x.real, x.imag},
                                     [transform](const Tensors& in) {
                                       const Complex one = transform({in[0], in[1]});
                                       return Tensors{one.real, one.imag};
                                     });
  return {y[0], y[1]};
}

ConfigValue length_or_none(std::optional<int64_t> length) {
  return length ? ConfigValue(*length) : ConfigValue();
}

/// Throws ValueError unless the length is positive.
int64_t checked_length(const char* name, std::optional<int64_t> fft_length, int64_t otherwise) {
  if (fft_length && *fft_length <= 0) {
    throw_value_error(text(name, ": fft_length must be positive, received ", *fft_length));
  }
  return fft_length.value_or(otherwise);
}

}  // namespace

Complex fft(const Complex& x) {
  if (is_symbolic_pair(x)) return symbolic_transform("FFT", x, fft);
  return transform_all("fft", checked("fft", x, 1), false, 1);
}
Complex fft2(const Complex& x) {
  if (is_symbolic_pair(x)) return symbolic_transform("FFT2", x, fft2);
  return transform_planes("fft2", x, false);
}
Complex ifft2(const Complex& x) {
  if (is_symbolic_pair(x)) return symbolic_transform("IFFT2", x, ifft2);
  return transform_planes("ifft2", x, true);
}

Complex rfft(const Tensor& x, std::optional<int64_t> fft_length) {
  if (is_symbolic(x)) {
    const Tensors y =
        symbolic_op_list(fourier_op("RFFT", false, {{"fft_length", length_or_none(fft_length)}}), x,
                         [fft_length](const Tensors& in) {
                           const Complex one = rfft(in[0], fft_length);
                           return Tensors{one.real, one.imag};
                         });
    return {y[0], y[1]};
  }
  check_axes("rfft", x, 1);
  const Tensor numbers = is_floating(x.dtype()) ? x : x.as_dtype(float32);
  check_dtype("rfft", numbers);
  const int64_t count = x.shape().back(), n = checked_length("rfft", fft_length, count);
  if (n == 0) throw_value_error("rfft: there are no numbers", {{"x", describe(x)}});
  const Plan plan = {.length = n, .count = n / 2 + 1};
  return recorded("rfft", transformed(numbers, {}, plan, true), numbers, {},
                  [plan, count](const Tensor& real, const Tensor& imag) -> Gradients {
                    const Plan back = adjoint(plan, count);
                    return {filled_up(transformed(real, imag, back, false).real, count)};
                  });
}

namespace {

/// Twice each number of half a spectrum but those that have no conjugate in the other half.
Tensor doubled(const Tensor& x, int64_t length) {
  const int64_t count = x.shape().back();
  const Tensor place = arange(0, count, 1, int64);
  const Tensor is_alone = equal(place, Scalar(0)) | equal(place * 2, Scalar(length));
  return x * (2 - is_alone.as_dtype(x.dtype()));
}
/// The same with zeros in their places.
Tensor doubled_between(const Tensor& x, int64_t length) {
  const int64_t count = x.shape().back();
  const Tensor place = arange(0, count, 1, int64);
  const Tensor is_between = greater(place, Scalar(0)) & less(place * 2, Scalar(length));
  return x * (is_between.as_dtype(x.dtype()) * 2);
}

}  // namespace

Tensor irfft(const Complex& x, std::optional<int64_t> fft_length) {
  if (is_symbolic_pair(x)) {
    return symbolic_op(fourier_op("IRFFT", true, {{"fft_length", length_or_none(fft_length)}}),
                       {x.real, x.imag}, [fft_length](const Tensors& in) {
                         return irfft({in[0], in[1]}, fft_length);
                       });
  }
  const Complex half = checked("irfft", x, 1);
  const int64_t count = half.real.shape().back();
  const int64_t n = checked_length("irfft", fft_length, std::max<int64_t>(0, 2 * (count - 1)));
  const Plan plan = {.length = n,
                     .count = n,
                     .is_inverse = true,
                     .is_half = true,
                     .scale = n > 0 ? 1 / static_cast<double>(n) : 1};
  const Tensor y = transformed(half.real, half.imag, plan, false).real;
  return record("irfft", y, {&half.real, &half.imag}, [plan, count](const Tensor& dy) -> Gradients {
    Plan back = adjoint(plan, count);
    back.is_half = false;
    back.count = std::min(count, plan.length / 2 + 1);
    if (plan.length == 0) back.count = 0;
    const Complex dx = transformed(dy, {}, back, true);
    return {filled_up(doubled(dx.real, plan.length), count),
            filled_up(doubled_between(dx.imag, plan.length), count)};
  });
}

}  // namespace keratin::ops
