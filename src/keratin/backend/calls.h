// Everything that a backend is asked to do, one plain struct a call: views and numbers, and a list
// of the views (call_views.h). The structs can be copied, compared and kept: a list of AnyCall is a
// recording.
// Unless a call says otherwise, inputs and output have one dtype and one shape (callers broadcast
// with strides of zero, see broadcast_to), outputs do not overlap inputs unless they are the same
// view, and an empty view is allowed and does nothing. The callers (ops) have checked shapes and
// dtypes: backends only compute.
#pragma once
#include <variant>

#include "keratin/backend/attention_calls.h"
#include "keratin/backend/fourier_calls.h"
#include "keratin/backend/fused_calls.h"
#include "keratin/backend/linear_algebra_calls.h"
#include "keratin/backend/normalization_calls.h"
#include "keratin/backend/primitive_calls.h"
#include "keratin/backend/recurrence_calls.h"
#include "keratin/backend/special_calls.h"
#include "keratin/backend/window_calls.h"

namespace keratin {

// The calls by name, for what does the same with each of them.
// clang-format off
#define KERATIN_STACK_CALLS(X)                                                                  \
  X(CholeskyCall) X(LuCall) X(QrCall) X(SvdCall) X(EighCall) X(TriangularSolveCall)             \
  X(FourierCall)
#define KERATIN_PRIMITIVE_CALLS(X)                                                              \
  X(CopyCall) X(FillCall) X(UnaryCall) X(UnaryGradientCall) X(BinaryCall) X(SelectCall)         \
  X(ReduceCall) X(ArgReduceCall) X(MatmulCall) X(TakeCall) X(ScatterAddCall) X(ScatterCall)     \
  X(ArgsortCall) X(RandomCall) X(PermutationCall) X(RangeCheckCall) X(NonzeroCall)              \
  X(OneHotCall) X(UpdateCall) X(SpecialCall) X(SpecialOfTwoCall) X(SearchCall)                  \
  KERATIN_STACK_CALLS(X)
#define KERATIN_FUSED_CALLS(X)                                                                  \
  X(BinaryNumberCall) X(ScaleCall) X(DropoutCall) X(DenseCall) X(SoftmaxCall)                   \
  X(LogSoftmaxCall) X(SoftmaxGradientCall) X(CategoricalCrossentropyCall)                       \
  X(CategoricalCrossentropyGradientCall) X(SparseCrossentropyCall)                              \
  X(SparseCrossentropyGradientCall) X(ConvolutionCall) X(ConvolutionInputGradientCall)          \
  X(ConvolutionKernelGradientCall) X(PoolCall) X(PoolGradientCall)                              \
  X(NormalizationCall) X(NormalizationGradientCall) X(AttentionCall) X(AttentionGradientCall)   \
  X(RecurrenceCall) X(RecurrenceGradientCall)
#define KERATIN_CALLS(X) KERATIN_PRIMITIVE_CALLS(X) KERATIN_FUSED_CALLS(X)
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

/// Whether each element of what the call writes is computed from the elements in its place alone:
/// all of its views have one shape.
bool is_elementwise(const AnyCall& call);
/// That shape.
Shape shape_of_elements(const AnyCall& call);

}  // namespace keratin
