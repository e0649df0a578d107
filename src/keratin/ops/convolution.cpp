#include "keratin/ops/convolution.h"

#include "keratin/autodiff/saved.h"
#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/backend/compiled_step.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/ops/placement_internal.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/window_internal.h"
#include "keratin/tensor/config_values.h"

namespace keratin::ops {
namespace {

[[noreturn]] void refuse_shapes(const char* op, const char* expected, const Tensor& x,
                                const Tensor& kernel) {
  throw_shape_error(text(op, ": expected ", expected),
                    {{"x", describe(x)}, {"kernel", describe(kernel)}});
}

void check_ranks(const char* op, const Tensor& x, const Tensor& kernel) {
  if (x.ndim() >= 3 && x.ndim() <= 5 && kernel.ndim() == x.ndim()) return;
  refuse_shapes(op, "x and kernel of 3 to 5 axes, one to three of them spatial", x, kernel);
}

/// As NumPy and Keras promote: integers are computed in the kernel's dtype.
Tensor in_dtype_of(const char* op, const Tensor& x, const Tensor& kernel) {
  if (!is_floating(kernel.dtype())) {
    throw_dtype_error(text(op, ": the kernel must be floating"), {{"kernel", describe(kernel)}});
  }
  return x.dtype() == kernel.dtype() ? x : x.as_dtype(kernel.dtype());
}

int64_t groups_of(const char* op, const Tensor& x, const Tensor& kernel) {
  const int64_t channels = x.shape().back(), units = kernel.shape().back();
  const int64_t each = kernel.shape()[kernel.ndim() - 2];
  const int64_t groups = each > 0 ? channels / each : 0;
  if (each == 0 || groups * each != channels || groups == 0 || units % groups != 0) {
    throw_shape_error(text(op, ": the input has ", channels, " channels, and the kernel sees ",
                           each, " of them for ", units, " units"),
                      {{"x", describe(x)}, {"kernel", describe(kernel)}});
  }
  return groups;
}

struct Convolution {
  SlidingWindow window;
  int64_t groups;
};

Tensor forward(const Tensor& x, const Tensor& kernel, const Tensor& factor, const Tensor& bias,
               const FusedActivation& activation, const Convolution& how, const Shape& outputs) {
  Tensor y(with_spatial(x.shape()[0], outputs, kernel.shape().back()), x.dtype(),
           common_device("conv", x, kernel));
  const Tensor flat = contiguous(x), flat_kernel = contiguous(kernel);
  const Tensor flat_bias = bias.defined() ? contiguous(bias) : bias;
  const auto view_of = [](const Tensor& some) {
    return some.defined() ? std::optional<ConstView>(some.view()) : std::nullopt;
  };
  backend_of(y).run(ConvolutionCall{.x = flat.view(),
                                    .kernel = flat_kernel.view(),
                                    .factor = view_of(factor),
                                    .bias = view_of(flat_bias),
                                    .activation = activation,
                                    .window = how.window,
                                    .groups = how.groups,
                                    .y = y.view()});
  return y;
}

Tensor by_input(const Tensor& dy, const Tensor& kernel, const Convolution& how,
                const Shape& shape) {
  Tensor dx(shape, dy.dtype(), common_device("conv", dy, kernel));
  const Tensor flat = contiguous(dy), flat_kernel = contiguous(kernel);
  backend_of(dx).run(ConvolutionInputGradientCall{.dy = flat.view(),
                                                  .kernel = flat_kernel.view(),
                                                  .window = how.window,
                                                  .groups = how.groups,
                                                  .dx = dx.view()});
  return dx;
}

Tensor by_kernel(const Tensor& x, const Tensor& dy, const Convolution& how, const Shape& shape) {
  Tensor dkernel(shape, dy.dtype(), common_device("conv", x, dy));
  const Tensor flat = contiguous(x), flat_dy = contiguous(dy);
  backend_of(dkernel).run(ConvolutionKernelGradientCall{.x = flat.view(),
                                                        .dy = flat_dy.view(),
                                                        .window = how.window,
                                                        .groups = how.groups,
                                                        .dkernel = dkernel.view()});
  return dkernel;
}

/// The slope of a fused activation, from its value.
Tensor before_activation(const FusedActivation& activation, const Tensor& y, const Tensor& dy) {
  if (!activation.is_some) return dy;
  Tensor dz(y.shape(), y.dtype(), dy.device());
  backend_of(dz).run(UnaryGradientCall{.f = activation.function,
                                       .args = activation.args,
                                       .x = y.view(),
                                       .y = y.view(),
                                       .dy = dy.view(),
                                       .dx = dz.view()});
  return dz;
}

/// Of rows [..., units].
Tensor sum_of_rows(const Tensor& x) {
  Axes axes;
  for (int i = 0; i + 1 < x.ndim(); ++i) axes.list.push_back(i);
  return sum(x, {.axis = axes});
}

/// With the channels last, and one dtype.
Tensor convolved(const char* op, const Tensor& x, const Tensor& kernel, const Tensor& bias,
                 const FusedActivation& activation, const ConvOptions& options,
                 const Tensor& factor = {}) {
  check_ranks(op, x, kernel);
  const int rank = x.ndim() - 2;
  Shape size;
  for (int i = 0; i < rank; ++i) size.push_back(kernel.shape()[i]);
  const WindowFit fit =
      fit_window(op, spatial_axes(x.shape()), size, options.strides.for_axes(rank, "strides"),
                 options.dilation_rate.for_axes(rank, "dilation_rate"), options.padding);
  const Convolution how = {fit.window, groups_of(op, x, kernel)};
  const Tensor y = forward(x, kernel, factor, bias, activation, how, fit.outputs);
  if (factor.defined()) return y;
  const auto backward = [x = Saved(op, x), kernel = Saved(op, kernel), y = Saved(op, y), activation,
                         how](const Tensor& dy, Wanted wanted) -> Gradients {
    const Tensor dz = before_activation(activation, *y, dy);
    return {wanted[0] ? by_input(dz, *kernel, how, x->shape()) : Tensor(),
            wanted[1] ? by_kernel(*x, dz, how, kernel->shape()) : Tensor(),
            wanted[2] ? sum_of_rows(dz) : Tensor()};
  };
  return record(op, y, {&x, &kernel, &bias}, backward);
}

Config config_of(const ConvOptions& options) {
  return {{"strides", one_or_each(options.strides)},
          {"padding", options.padding},
          {"data_format", format_in_files(options.data_format)},
          {"dilation_rate", one_or_each(options.dilation_rate)}};
}

}  // namespace

Tensor conv_layer(const Tensor& x, const Tensor& kernel, const Tensor& bias,
                  const FusedActivation& activation, const ConvOptions& options,
                  const Tensor& factor) {
  const Tensor& last = bias.defined() ? bias : kernel;
  if (stand_apart(x, kernel, last)) {
    const Device device = common_device("conv", x, kernel, last);
    return conv_layer(to(x, device), to(kernel, device), brought(bias, device), activation, options,
                      brought(factor, device));
  }
  const bool is_first = is_channels_first("conv", options.data_format);
  check_ranks("conv", x, kernel);
  const Tensor inputs = in_dtype_of("conv", is_first ? channels_to_back(x) : x, kernel);
  const bool is_split = activation.is_some && !factor.defined() &&
                        !has_slope_from_value(activation) &&
                        wants_record({&inputs, &kernel, &bias});
  Tensor y = convolved("conv", inputs, kernel, bias, is_split ? FusedActivation() : activation,
                       options, factor);
  if (is_split) y = unary(activation.function, y, activation.args);
  return is_first ? channels_to_front(y) : y;
}

Tensor conv(const Tensor& x, const Tensor& kernel, const ConvOptions& options) {
  if (is_symbolic(x) || is_symbolic(kernel)) {
    return symbolic_op(
        {.class_name = "Conv", .module = "nn", .arguments = {{}, {}}, .config = config_of(options)},
        {x, kernel}, [options](const Tensors& in) { return conv(in[0], in[1], options); });
  }
  return conv_layer(x, kernel, {}, {}, options);
}

Tensor depthwise_conv(const Tensor& x, const Tensor& kernel, const ConvOptions& options) {
  if (is_symbolic(x) || is_symbolic(kernel)) {
    return symbolic_op({.class_name = "DepthwiseConv",
                        .module = "nn",
                        .arguments = {{}, {}},
                        .config = config_of(options)},
                       {x, kernel}, [options](const Tensors& in) {
                         return depthwise_conv(in[0], in[1], options);
                       });
  }
  constexpr const char* op = "depthwise_conv";
  if (stand_apart(x, kernel)) {
    const Device device = common_device(op, x, kernel);
    return depthwise_conv(to(x, device), to(kernel, device), options);
  }
  check_ranks(op, x, kernel);
  const bool is_first = is_channels_first(op, options.data_format);
  Tensor inputs = in_dtype_of(op, is_first ? channels_to_back(x) : x, kernel);
  const int last = kernel.ndim() - 1;
  const int64_t channels = kernel.shape()[last - 1], multiplier = kernel.shape()[last];
  if (inputs.shape().back() != channels) {
    refuse_shapes(op, "x [batch, lengths..., channels], kernel [sizes..., channels, multiplier]", x,
                  kernel);
  }
  if (options.padding == "causal") {
    throw_value_error("depthwise_conv: padding is \"valid\" or \"same\", received \"causal\"");
  }
  // Channels that several units see are repeated: then each unit has a channel of its own.
  if (multiplier != 1) inputs = repeat(inputs, multiplier, inputs.ndim() - 1);
  Shape shape = kernel.shape();
  shape[last - 1] = 1;
  shape[last] = channels * multiplier;
  const Tensor y = convolved(op, inputs, reshape(kernel, shape), {}, {}, options);
  return is_first ? channels_to_front(y) : y;
}

Tensor separable_conv(const Tensor& x, const Tensor& depthwise_kernel,
                      const Tensor& pointwise_kernel, const ConvOptions& options) {
  if (is_symbolic(x) || is_symbolic(depthwise_kernel) || is_symbolic(pointwise_kernel)) {
    return symbolic_op({.class_name = "SeparableConv",
                        .module = "nn",
                        .arguments = {{}, {}, {}},
                        .config = config_of(options)},
                       {x, depthwise_kernel, pointwise_kernel}, [options](const Tensors& in) {
                         return separable_conv(in[0], in[1], in[2], options);
                       });
  }
  return conv(depthwise_conv(x, depthwise_kernel, options), pointwise_kernel,
              {.data_format = options.data_format});
}

namespace {

/// How far a transposed convolution reaches along an axis: padding of the convolution that it turns
/// around, and outputs. keras/src/backend/common/backend_utils.py says how Keras pads.
std::pair<int64_t, int64_t> transposed_axis(int64_t length, int64_t reach, int64_t stride,
                                            bool is_same, std::optional<int64_t> behind) {
  int64_t left = reach - 1, right = 0;
  if (is_same) {
    const int64_t all = behind ? reach + reach % 2 - 2 + *behind : stride + reach - 2;
    left = std::min(all / 2 + all % 2, reach - 1);
    right = all - left;
  } else {
    right = reach - 1 + behind.value_or(std::max(reach, stride) - reach);
  }
  const int64_t outputs = length == 0 ? 0 : (length - 1) * stride + 2 + left + right - reach;
  return {reach - 1 - left, outputs};
}

Tensor transposed_convolution(const Tensor& x, const Tensor& kernel, const Convolution& how,
                              const Shape& outputs) {
  constexpr const char* op = "conv_transpose";
  const int64_t units = kernel.shape()[kernel.ndim() - 2];
  const Tensor y = by_input(x, kernel, how, with_spatial(x.shape()[0], outputs, units));
  const auto backward = [x = Saved(op, x), kernel = Saved(op, kernel), how](
                            const Tensor& dy, Wanted wanted) -> Gradients {
    return {wanted[0] ? forward(dy, *kernel, {}, {}, {}, how, spatial_axes(x->shape())) : Tensor(),
            wanted[1] ? by_kernel(dy, *x, how, kernel->shape()) : Tensor()};
  };
  return record(op, y, {&x, &kernel}, backward);
}

}  // namespace

Tensor conv_transpose(const Tensor& x, const Tensor& kernel, const ConvTransposeOptions& options) {
  constexpr const char* op = "conv_transpose";
  if (is_symbolic(x) || is_symbolic(kernel)) {
    return symbolic_op({.class_name = "ConvTranspose",
                        .module = "nn",
                        .arguments = {{}, {}},
                        .config = {{"strides", one_or_each(options.strides)},
                                   {"padding", options.padding},
                                   {"output_padding", one_or_each(options.output_padding)},
                                   {"data_format", format_in_files(options.data_format)},
                                   {"dilation_rate", one_or_each(options.dilation_rate)}}},
                       {x, kernel}, [options](const Tensors& in) {
                         return conv_transpose(in[0], in[1], options);
                       });
  }
  if (stand_apart(x, kernel)) {
    const Device device = common_device(op, x, kernel);
    return conv_transpose(to(x, device), to(kernel, device), options);
  }
  check_ranks(op, x, kernel);
  const bool is_first = is_channels_first(op, options.data_format);
  const Tensor inputs = in_dtype_of(op, is_first ? channels_to_back(x) : x, kernel);
  const int rank = x.ndim() - 2;
  if (inputs.shape().back() != kernel.shape().back()) {
    refuse_shapes(op, "x [batch, lengths..., channels], kernel [sizes..., units, channels]", x,
                  kernel);
  }
  if (options.padding != "valid" && options.padding != "same") {
    throw_value_error(
        text("The `padding` argument must be one of 'valid', 'same'. Received: padding=",
             options.padding));
  }
  Convolution how = {.window = {.size = {},
                                .strides = options.strides.for_axes(rank, "strides"),
                                .dilation = options.dilation_rate.for_axes(rank, "dilation_rate"),
                                .before = {}},
                     .groups = 1};
  const Shape behind = options.output_padding.list.empty()
                           ? Shape()
                           : options.output_padding.for_axes(rank, "output_padding", 0);
  Shape outputs;
  for (int i = 0; i < rank; ++i) {
    how.window.size.push_back(kernel.shape()[i]);
    std::optional<int64_t> more;
    if (!behind.empty()) more = behind[i];
    const auto [before, count] =
        transposed_axis(inputs.shape()[i + 1], how.window.reach(i), how.window.strides[i],
                        options.padding == "same", more);
    how.window.before.push_back(before);
    outputs.push_back(count);
  }
  const Tensor y = transposed_convolution(inputs, kernel, how, outputs);
  return is_first ? channels_to_front(y) : y;
}

}  // namespace keratin::ops
