// The calls that every backend has (calls.h says what holds for all).
#pragma once
#include "keratin/backend/call_views.h"
#include "keratin/backend/functions/lists.h"
#include "keratin/backend/functions/update.h"
#include "keratin/base/random.h"
#include "keratin/tensor/scalar.h"

namespace keratin {

// -----------------------------------------------------------

/// y = x, converted to y's dtype, any strides. Float to integer truncates; to bool is != 0.
struct CopyCall {
  ConstView x;
  View y;
  static constexpr auto name = "copy";
  using Views = ViewList<&CopyCall::x, &CopyCall::y>;
  bool operator==(const CopyCall&) const = default;
};
/// y = value everywhere.
struct FillCall {
  Scalar value = 0;
  View y;
  static constexpr auto name = "fill";
  using Views = ViewList<&FillCall::y>;
  bool operator==(const FillCall&) const = default;
};
/// y = f(x). Predicates write bool. Integers only for negative, abs, sign, square, logical_not.
struct UnaryCall {
  Unary f = Unary::negative;
  UnaryArgs args = {};
  ConstView x;
  View y;
  static constexpr auto name = "unary";
  using Views = ViewList<&UnaryCall::x, &UnaryCall::y>;
  bool operator==(const UnaryCall&) const = default;
};
/// dx = dy * f'(x), where y = f(x) is at hand.
struct UnaryGradientCall {
  Unary f = Unary::negative;
  UnaryArgs args = {};
  ConstView x, y, dy;
  View dx;
  static constexpr auto name = "unary_gradient";
  using Views = ViewList<&UnaryGradientCall::x, &UnaryGradientCall::y, &UnaryGradientCall::dy,
                         &UnaryGradientCall::dx>;
  bool operator==(const UnaryGradientCall&) const = default;
};
/// y = f(a, b). Comparisons and logic write bool; division of integers is not a case of this.
struct BinaryCall {
  Binary f = Binary::add;
  ConstView a, b;
  View y;
  static constexpr auto name = "binary";
  using Views = ViewList<&BinaryCall::a, &BinaryCall::b, &BinaryCall::y>;
  bool operator==(const BinaryCall&) const = default;
};
/// y = condition (bool) ? a : b.
struct SelectCall {
  ConstView condition, a, b;
  View y;
  static constexpr auto name = "select";
  using Views = ViewList<&SelectCall::condition, &SelectCall::a, &SelectCall::b, &SelectCall::y>;
  bool operator==(const SelectCall&) const = default;
};
/// Reduces x over every axis on which y's length is 1 and x's is not (same rank). The order of the
/// additions depends on the shape alone. Sums of float32 are accurate to a few ulp.
struct ReduceCall {
  Reduction reduction = Reduction::sum;
  ConstView x;
  View y;
  static constexpr auto name = "reduce";
  using Views = ViewList<&ReduceCall::x, &ReduceCall::y>;
  bool operator==(const ReduceCall&) const = default;
};
/// y (int32, x's shape with axis of length 1) = the first extreme index along axis; NaN wins.
struct ArgReduceCall {
  ArgReduction reduction = ArgReduction::argmax;
  ConstView x;
  int axis = 0;
  View y;
  static constexpr auto name = "arg_reduce";
  using Views = ViewList<&ArgReduceCall::x, &ArgReduceCall::y>;
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
  using Views = ViewList<&MatmulCall::a, &MatmulCall::b, &MatmulCall::y>;
  bool operator==(const MatmulCall&) const = default;
};
/// y [before..., indices..., after...] = x[before..., index, after...] along axis; indices int32 or
/// int64, already checked to be in range.
struct TakeCall {
  ConstView x, indices;
  int axis = 0;
  View y;
  static constexpr auto name = "take";
  using Views = ViewList<&TakeCall::x, &TakeCall::indices, &TakeCall::y>;
  bool operator==(const TakeCall&) const = default;
};
/// The reverse of take: x[before..., index, after...] += y, in the order of the indices.
struct ScatterAddCall {
  ConstView y, indices;
  int axis = 0;
  InOutView x;
  static constexpr auto name = "scatter_add";
  using Views = ViewList<&ScatterAddCall::y, &ScatterAddCall::indices, &ScatterAddCall::x>;
  bool operator==(const ScatterAddCall&) const = default;
};
/// y (int32) = the stable order that sorts each run of x along axis; NaN last.
struct ArgsortCall {
  ConstView x;
  int axis = 0;
  View y;
  static constexpr auto name = "argsort";
  using Views = ViewList<&ArgsortCall::x, &ArgsortCall::y>;
  bool operator==(const ArgsortCall&) const = default;
};
/// Fills y (row-major) with numbers that depend on (key, index of the element) alone.
struct RandomCall {
  Distribution distribution = Distribution::uniform;
  double a = 0, b = 1;
  RandomKey key = {};
  View y;
  static constexpr auto name = "random";
  using Views = ViewList<&RandomCall::y>;
  bool operator==(const RandomCall&) const = default;
};
/// x[before..., index, after...] = y, in the order of the indices: the last one of equal ones
/// stays.
struct ScatterCall {
  ConstView y, indices;
  int axis = 0;
  InOutView x;
  static constexpr auto name = "scatter";
  using Views = ViewList<&ScatterCall::y, &ScatterCall::indices, &ScatterCall::x>;
  bool operator==(const ScatterCall&) const = default;
};
/// found (int64 [2]) = how many elements of x are no whole numbers in [low, high), and the first of
/// those in row-major order, or 0: what an op checks before it uses x as indices. Of a floating x
/// the first is the bits of a double.
struct RangeCheckCall {
  ConstView x;
  int64_t low = 0, high = 0;
  View found;
  static constexpr auto name = "range_check";
  using Views = ViewList<&RangeCheckCall::x, &RangeCheckCall::found>;
  bool operator==(const RangeCheckCall&) const = default;
};
/// positions (int64 [count, rank of x], row-major) = where x (bool) is true, in row-major order;
/// the caller has counted.
struct NonzeroCall {
  ConstView x;
  View positions;
  static constexpr auto name = "nonzero";
  using Views = ViewList<&NonzeroCall::x, &NonzeroCall::positions>;
  bool operator==(const NonzeroCall&) const = default;
};
/// y = 1 where an element of classes (int32 or int64) is the position along y's axis `axis`, which
/// classes has not, else 0.
struct OneHotCall {
  ConstView classes;
  int axis = 0;
  View y;
  static constexpr auto name = "one_hot";
  using Views = ViewList<&OneHotCall::classes, &OneHotCall::y>;
  bool operator==(const OneHotCall&) const = default;
};
/// y (int64 [n], row-major) = 0, 1, ..., n - 1 in the random order of the key (Fisher and Yates,
/// 1938; Durstenfeld, 1964).
struct PermutationCall {
  RandomKey key = {};
  View y;
  static constexpr auto name = "permutation";
  using Views = ViewList<&PermutationCall::y>;
  bool operator==(const PermutationCall&) const = default;
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
  using Views = ViewList<&UpdateCall::gradient, &UpdateCall::weight, &UpdateCall::slots>;
  bool operator==(const UpdateCall&) const = default;
};

}  // namespace keratin
