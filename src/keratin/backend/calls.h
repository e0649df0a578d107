// Everything that a backend is asked to do, one plain struct a call: views and numbers, and a list
// of the views (call_views.h). The structs can be copied, compared and kept: a list of AnyCall is a
// recording.
// Unless a call says otherwise, inputs and output have one dtype and one shape (callers broadcast
// with strides of zero, see broadcast_to), outputs do not overlap inputs unless they are the same
// view, and an empty view is allowed and does nothing. The callers (ops) have checked shapes and
// dtypes: backends only compute.
#pragma once
#include <variant>

#include "keratin/backend/call_views.h"
#include "keratin/backend/functions/lists.h"
#include "keratin/backend/functions/update.h"
#include "keratin/backend/fused_activation.h"
#include "keratin/base/random.h"
#include "keratin/tensor/scalar.h"

namespace keratin {

// --- primitives: every backend has them
// -----------------------------------------------------------

/// y = x, converted to y's dtype, any strides. Float to integer truncates; to bool is != 0.
struct CopyCall {
  ConstView x;
  View y;
  static constexpr auto name = "copy";
  static constexpr auto views = std::tuple(&CopyCall::x, &CopyCall::y);
  bool operator==(const CopyCall&) const = default;
};
/// y = value everywhere.
struct FillCall {
  Scalar value = 0;
  View y;
  static constexpr auto name = "fill";
  static constexpr auto views = std::tuple(&FillCall::y);
  bool operator==(const FillCall&) const = default;
};
/// y = f(x). Predicates write bool. Integers only for negative, abs, sign, square, logical_not.
struct UnaryCall {
  Unary f = Unary::negative;
  UnaryArgs args = {};
  ConstView x;
  View y;
  static constexpr auto name = "unary";
  static constexpr auto views = std::tuple(&UnaryCall::x, &UnaryCall::y);
  bool operator==(const UnaryCall&) const = default;
};
/// dx = dy * f'(x), where y = f(x) is at hand.
struct UnaryGradientCall {
  Unary f = Unary::negative;
  UnaryArgs args = {};
  ConstView x, y, dy;
  View dx;
  static constexpr auto name = "unary_gradient";
  static constexpr auto views = std::tuple(&UnaryGradientCall::x, &UnaryGradientCall::y,
                                           &UnaryGradientCall::dy, &UnaryGradientCall::dx);
  bool operator==(const UnaryGradientCall&) const = default;
};
/// y = f(a, b). Comparisons and logic write bool; division of integers is not a case of this.
struct BinaryCall {
  Binary f = Binary::add;
  ConstView a, b;
  View y;
  static constexpr auto name = "binary";
  static constexpr auto views = std::tuple(&BinaryCall::a, &BinaryCall::b, &BinaryCall::y);
  bool operator==(const BinaryCall&) const = default;
};
/// y = condition (bool) ? a : b.
struct SelectCall {
  ConstView condition, a, b;
  View y;
  static constexpr auto name = "select";
  static constexpr auto views =
      std::tuple(&SelectCall::condition, &SelectCall::a, &SelectCall::b, &SelectCall::y);
  bool operator==(const SelectCall&) const = default;
};
/// Reduces x over every axis on which y's length is 1 and x's is not (same rank). The order of the
/// additions depends on the shape alone. Sums of float32 are accurate to a few ulp.
struct ReduceCall {
  Reduction reduction = Reduction::sum;
  ConstView x;
  View y;
  static constexpr auto name = "reduce";
  static constexpr auto views = std::tuple(&ReduceCall::x, &ReduceCall::y);
  bool operator==(const ReduceCall&) const = default;
};
/// y (int32, x's shape with axis of length 1) = the first extreme index along axis; NaN wins.
struct ArgReduceCall {
  ArgReduction reduction = ArgReduction::argmax;
  ConstView x;
  int axis = 0;
  View y;
  static constexpr auto name = "arg_reduce";
  static constexpr auto views = std::tuple(&ArgReduceCall::x, &ArgReduceCall::y);
  bool operator==(const ArgReduceCall&) const = default;
};
/// y [..., m, n] = a [..., m, k] . b [..., k, n]; leading axes equal; floats and integers; strides
/// of any kind (a transposed factor is a view). Beside a bfloat16 factor the other may be float32,
/// and y bfloat16 or float32: each element of a and b is rounded to bfloat16, the sums are float32
/// or wider, and y is rounded once.
struct MatmulCall {
  ConstView a, b;
  View y;
  static constexpr auto name = "matmul";
  static constexpr auto views = std::tuple(&MatmulCall::a, &MatmulCall::b, &MatmulCall::y);
  bool operator==(const MatmulCall&) const = default;
};
/// y [before..., indices..., after...] = x[before..., index, after...] along axis; indices int32 or
/// int64, already checked to be in range.
struct TakeCall {
  ConstView x, indices;
  int axis = 0;
  View y;
  static constexpr auto name = "take";
  static constexpr auto views = std::tuple(&TakeCall::x, &TakeCall::indices, &TakeCall::y);
  bool operator==(const TakeCall&) const = default;
};
/// The reverse of take: x[before..., index, after...] += y, in the order of the indices.
struct ScatterAddCall {
  ConstView y, indices;
  int axis = 0;
  InOutView x;
  static constexpr auto name = "scatter_add";
  static constexpr auto views =
      std::tuple(&ScatterAddCall::y, &ScatterAddCall::indices, &ScatterAddCall::x);
  bool operator==(const ScatterAddCall&) const = default;
};
/// y (int32) = the stable order that sorts each run of x along axis; NaN last.
struct ArgsortCall {
  ConstView x;
  int axis = 0;
  View y;
  static constexpr auto name = "argsort";
  static constexpr auto views = std::tuple(&ArgsortCall::x, &ArgsortCall::y);
  bool operator==(const ArgsortCall&) const = default;
};
/// Fills y (row-major) with numbers that depend on (key, index of the element) alone.
struct RandomCall {
  Distribution distribution = Distribution::uniform;
  double a = 0, b = 1;
  RandomKey key = {};
  View y;
  static constexpr auto name = "random";
  static constexpr auto views = std::tuple(&RandomCall::y);
  bool operator==(const RandomCall&) const = default;
};

/// One step of an optimizer on flat, row-major float32 runs of the same length: weight * decay -
/// the rule's step. slots[i] is there for the slots that the rule has.
struct UpdateCall {
  StepRule rule = {};
  float decay = 1;
  ConstView gradient;
  InOutView weight;
  SlotViews slots = {};
  static constexpr auto name = "update";
  static constexpr auto views =
      std::tuple(&UpdateCall::gradient, &UpdateCall::weight, &UpdateCall::slots);
  bool operator==(const UpdateCall&) const = default;
};

// --- fused calls: composed from the primitives where a backend has none of its own
// -----------------

/// y [rows, out] = activation(x [rows, in] . kernel [in, out] + bias [out]), with or without a
/// bias. For a bfloat16 x: kernel and bias are bfloat16 or float32 (rounded to bfloat16), y is
/// either; product, bias and activation are computed in float32, and y is rounded once.
struct DenseCall {
  ConstView x, kernel;
  std::optional<ConstView> bias = {};
  FusedActivation activation = {};
  View y;
  static constexpr auto name = "dense";
  static constexpr auto views =
      std::tuple(&DenseCall::x, &DenseCall::kernel, &DenseCall::bias, &DenseCall::y);
  bool operator==(const DenseCall&) const = default;
};
/// Softmax along axis, the maximum subtracted first. For the 16-bit dtypes this and the next two
/// are computed in float32 and rounded once.
struct SoftmaxCall {
  ConstView x;
  int axis = 0;
  View y;
  static constexpr auto name = "softmax";
  static constexpr auto views = std::tuple(&SoftmaxCall::x, &SoftmaxCall::y);
  bool operator==(const SoftmaxCall&) const = default;
};
/// The logarithm of softmax.
struct LogSoftmaxCall {
  ConstView x;
  int axis = 0;
  View y;
  static constexpr auto name = "log_softmax";
  static constexpr auto views = std::tuple(&LogSoftmaxCall::x, &LogSoftmaxCall::y);
  bool operator==(const LogSoftmaxCall&) const = default;
};
/// dx = y * (dy - sum(y * dy)) along axis, with y = softmax(x).
struct SoftmaxGradientCall {
  ConstView y, dy;
  int axis = 0;
  View dx;
  static constexpr auto name = "softmax_gradient";
  static constexpr auto views =
      std::tuple(&SoftmaxGradientCall::y, &SoftmaxGradientCall::dy, &SoftmaxGradientCall::dx);
  bool operator==(const SoftmaxGradientCall&) const = default;
};
/// loss [rows] = -sum over classes of target * log(p), with p = clip(y / sum(y), epsilon,
/// 1 - epsilon); y and target [rows, classes].
struct CategoricalCrossentropyCall {
  ConstView target, y;
  float epsilon = 0;
  View loss;
  static constexpr auto name = "categorical_crossentropy";
  static constexpr auto views =
      std::tuple(&CategoricalCrossentropyCall::target, &CategoricalCrossentropyCall::y,
                 &CategoricalCrossentropyCall::loss);
  bool operator==(const CategoricalCrossentropyCall&) const = default;
};
/// dy = the gradient of that loss times d_loss [rows]; where p is clipped its slope is 0.
struct CategoricalCrossentropyGradientCall {
  ConstView target, y;
  float epsilon = 0;
  ConstView d_loss;
  View dy;
  static constexpr auto name = "categorical_crossentropy_gradient";
  static constexpr auto views = std::tuple(
      &CategoricalCrossentropyGradientCall::target, &CategoricalCrossentropyGradientCall::y,
      &CategoricalCrossentropyGradientCall::d_loss, &CategoricalCrossentropyGradientCall::dy);
  bool operator==(const CategoricalCrossentropyGradientCall&) const = default;
};
// The calls by name, for what does the same with each of them.
// clang-format off
#define KERATIN_CALLS(X)                                                                        \
  X(CopyCall) X(FillCall) X(UnaryCall) X(UnaryGradientCall) X(BinaryCall) X(SelectCall)         \
  X(ReduceCall) X(ArgReduceCall) X(MatmulCall) X(TakeCall) X(ScatterAddCall) X(ArgsortCall)     \
  X(RandomCall) X(UpdateCall) X(DenseCall) X(SoftmaxCall) X(LogSoftmaxCall)                     \
  X(SoftmaxGradientCall) X(CategoricalCrossentropyCall) X(CategoricalCrossentropyGradientCall)
// clang-format on

namespace calls {

template <class First, class... Calls>
struct VariantOf;  // without its first argument, which is there for the comma of the list
template <class... Calls>
struct VariantOf<void, Calls...> {
  using type = std::variant<Calls...>;
};
#define KERATIN_NEXT(Call) , Call
using Any = VariantOf<void KERATIN_CALLS(KERATIN_NEXT)>::type;
#undef KERATIN_NEXT

}  // namespace calls

/// Any of the calls, by value.
using AnyCall = calls::Any;

}  // namespace keratin
