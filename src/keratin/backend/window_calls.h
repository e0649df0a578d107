// Windows that move over the axes between the first, the batch, and the last, the channels: 1 to 3
// of them, called spatial (calls.h says what holds for all calls). All views are row-major. Of what
// lies outside of x a convolution reads zeros, a pool nothing.
#pragma once
#include "keratin/backend/call_views.h"
#include "keratin/backend/fused_activation.h"

namespace keratin {

/// Output o of an axis sees the inputs o * strides + k * dilation - before, for k in [0, size).
struct SlidingWindow {
  Shape size, strides, dilation;  // of each spatial axis; at least 1
  Shape before;                   // padding in front of it; what is behind follows from the lengths
  int rank() const { return size.rank(); }
  /// How many inputs it reaches over along an axis.
  int64_t reach(int axis) const { return (size[axis] - 1) * dilation[axis] + 1; }
  bool operator==(const SlidingWindow&) const = default;
};

/// y [batch, outputs..., units] = activation(sum over k and c of x * kernel, times factor [units],
/// + bias [units]), with or without a factor (of float32 and float64) and a bias, for
/// x [batch, lengths..., channels], kernel [window.size..., channels / groups, units]: the units of
/// group g, units / groups of them, see the channels of group g. Floats; 16-bit dtypes are computed
/// in float32 and rounded once.
struct ConvolutionCall {
  ConstView x, kernel;
  std::optional<ConstView> factor = {}, bias = {};
  FusedActivation activation = {};
  SlidingWindow window = {};
  int64_t groups = 1;
  View y;
  static constexpr auto name = "convolution";
  using Views = ViewList<&ConvolutionCall::x, &ConvolutionCall::kernel, &ConvolutionCall::factor,
                         &ConvolutionCall::bias, &ConvolutionCall::y>;
  bool operator==(const ConvolutionCall&) const = default;
};
/// dx = the gradient of that sum by x, times dy; also what a transposed convolution computes.
struct ConvolutionInputGradientCall {
  ConstView dy, kernel;
  SlidingWindow window = {};
  int64_t groups = 1;
  View dx;
  static constexpr auto name = "convolution_input_gradient";
  using Views = ViewList<&ConvolutionInputGradientCall::dy, &ConvolutionInputGradientCall::kernel,
                         &ConvolutionInputGradientCall::dx>;
  bool operator==(const ConvolutionInputGradientCall&) const = default;
};
/// dkernel = its gradient by the kernel, times dy.
struct ConvolutionKernelGradientCall {
  ConstView x, dy;
  SlidingWindow window = {};
  int64_t groups = 1;
  View dkernel;
  static constexpr auto name = "convolution_kernel_gradient";
  using Views = ViewList<&ConvolutionKernelGradientCall::x, &ConvolutionKernelGradientCall::dy,
                         &ConvolutionKernelGradientCall::dkernel>;
  bool operator==(const ConvolutionKernelGradientCall&) const = default;
};

enum class PoolKind : uint8_t { max, average };

/// y [batch, outputs..., channels] = the largest, or the mean, of what the window sees of
/// x [batch, lengths..., channels] in each channel: at least one element, padding does not count.
/// NaN where it sees one. The dilation is 1. Floats.
struct PoolCall {
  PoolKind pool = PoolKind::max;
  ConstView x;
  SlidingWindow window = {};
  View y;
  static constexpr auto name = "pool";
  using Views = ViewList<&PoolCall::x, &PoolCall::y>;
  bool operator==(const PoolCall&) const = default;
};
/// dx = the gradient by x, times dy; that of a largest goes to the first that is as large as y.
struct PoolGradientCall {
  PoolKind pool = PoolKind::max;
  ConstView x, y, dy;
  SlidingWindow window = {};
  View dx;
  static constexpr auto name = "pool_gradient";
  using Views = ViewList<&PoolGradientCall::x, &PoolGradientCall::y, &PoolGradientCall::dy,
                         &PoolGradientCall::dx>;
  bool operator==(const PoolGradientCall&) const = default;
};

}  // namespace keratin
