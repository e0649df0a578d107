// The calls that are composed from the primitives where a backend has nothing better, which is also
// what its own must equal (calls.h says what holds for all).
#pragma once
#include "keratin/backend/call_views.h"
#include "keratin/backend/functions/lists.h"
#include "keratin/backend/fused_activation.h"
#include "keratin/base/random.h"
#include "keratin/tensor/scalar.h"

namespace keratin {

/// y = f(x, value), or f(value, x) with the number on the left; the number in x's dtype.
struct BinaryNumberCall {
  Binary f = Binary::add;
  ConstView x;
  Scalar value = 0;
  bool is_left = false;
  View y;
  static constexpr auto name = "binary_number";
  using Views = ViewList<&BinaryNumberCall::x, &BinaryNumberCall::y>;
  bool operator==(const BinaryNumberCall&) const = default;
};
/// y = x * factor + offset; floats, the factor and the offset in x's dtype.
struct ScaleCall {
  ConstView x;
  double factor = 1, offset = 0;
  View y;
  static constexpr auto name = "scale";
  using Views = ViewList<&ScaleCall::x, &ScaleCall::y>;
  bool operator==(const ScaleCall&) const = default;
};
/// y = x * (1 / (1 - rate)) with probability 1 - rate, else x * 0: what RandomCall's bernoulli of
/// that key draws for `shape`, which has x's rank, and length 1 where elements share their fate.
/// Floats; 0 <= rate < 1. The gradient is the same call.
struct DropoutCall {
  ConstView x;
  double rate = 0;
  Shape shape = {};
  RandomKey key = {};
  View y;
  static constexpr auto name = "dropout";
  using Views = ViewList<&DropoutCall::x, &DropoutCall::y>;
  bool operator==(const DropoutCall&) const = default;
};
/// y [rows, out] = activation(x [rows, in] . kernel [in, out] * factor [out] + bias [out]), with or
/// without a factor and a bias; a factor is for float32 and float64. For a bfloat16 x: kernel and
/// bias are bfloat16 or float32 (rounded to bfloat16), y is either; product, bias and activation
/// are computed in float32, and y is rounded once.
struct DenseCall {
  ConstView x, kernel;
  std::optional<ConstView> factor = {}, bias = {};
  FusedActivation activation = {};
  View y;
  static constexpr auto name = "dense";
  using Views = ViewList<&DenseCall::x, &DenseCall::kernel, &DenseCall::factor, &DenseCall::bias,
                         &DenseCall::y>;
  bool operator==(const DenseCall&) const = default;
};
/// Softmax along axis, the maximum subtracted first. For the 16-bit dtypes this and the next two
/// are computed in float32 and rounded once.
struct SoftmaxCall {
  ConstView x;
  int axis = 0;
  View y;
  static constexpr auto name = "softmax";
  using Views = ViewList<&SoftmaxCall::x, &SoftmaxCall::y>;
  bool operator==(const SoftmaxCall&) const = default;
};
/// The logarithm of softmax.
struct LogSoftmaxCall {
  ConstView x;
  int axis = 0;
  View y;
  static constexpr auto name = "log_softmax";
  using Views = ViewList<&LogSoftmaxCall::x, &LogSoftmaxCall::y>;
  bool operator==(const LogSoftmaxCall&) const = default;
};
/// dx = y * (dy - sum(y * dy)) along axis, with y = softmax(x).
struct SoftmaxGradientCall {
  ConstView y, dy;
  int axis = 0;
  View dx;
  static constexpr auto name = "softmax_gradient";
  using Views =
      ViewList<&SoftmaxGradientCall::y, &SoftmaxGradientCall::dy, &SoftmaxGradientCall::dx>;
  bool operator==(const SoftmaxGradientCall&) const = default;
};
/// loss [rows] = -sum over classes of target * log(p), with p = clip(y / sum(y), epsilon,
/// 1 - epsilon); y and target [rows, classes].
struct CategoricalCrossentropyCall {
  ConstView target, y;
  float epsilon = 0;
  View loss;
  static constexpr auto name = "categorical_crossentropy";
  using Views = ViewList<&CategoricalCrossentropyCall::target, &CategoricalCrossentropyCall::y,
                         &CategoricalCrossentropyCall::loss>;
  bool operator==(const CategoricalCrossentropyCall&) const = default;
};
/// dy = the gradient of that loss times d_loss [rows]; where p is clipped its slope is 0.
struct CategoricalCrossentropyGradientCall {
  ConstView target, y;
  float epsilon = 0;
  ConstView d_loss;
  View dy;
  static constexpr auto name = "categorical_crossentropy_gradient";
  using Views = ViewList<
      &CategoricalCrossentropyGradientCall::target, &CategoricalCrossentropyGradientCall::y,
      &CategoricalCrossentropyGradientCall::d_loss, &CategoricalCrossentropyGradientCall::dy>;
  bool operator==(const CategoricalCrossentropyGradientCall&) const = default;
};
/// CategoricalCrossentropyCall for labels (int32 [rows], in range) instead of targets; of logits
/// instead of probabilities when `from_logits`: loss = log(sum(exp(y))) - y[label].
struct SparseCrossentropyCall {
  ConstView labels, y;
  float epsilon = 0;
  bool from_logits = false;
  View loss;
  static constexpr auto name = "sparse_crossentropy";
  using Views = ViewList<&SparseCrossentropyCall::labels, &SparseCrossentropyCall::y,
                         &SparseCrossentropyCall::loss>;
  bool operator==(const SparseCrossentropyCall&) const = default;
};
/// dy = the gradient of that loss times d_loss [rows].
struct SparseCrossentropyGradientCall {
  ConstView labels, y;
  float epsilon = 0;
  bool from_logits = false;
  ConstView d_loss;
  View dy;
  static constexpr auto name = "sparse_crossentropy_gradient";
  using Views =
      ViewList<&SparseCrossentropyGradientCall::labels, &SparseCrossentropyGradientCall::y,
               &SparseCrossentropyGradientCall::d_loss, &SparseCrossentropyGradientCall::dy>;
  bool operator==(const SparseCrossentropyGradientCall&) const = default;
};

}  // namespace keratin
