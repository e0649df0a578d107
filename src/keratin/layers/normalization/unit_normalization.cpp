// Inputs of length 1.
#include "keratin/layers/normalization/unit_normalization.h"

#include "keratin/base/error.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/reduce.h"

namespace keratin::layers {
namespace {

constexpr double kShortestSquare = 1e-24;  // of 1e-12

}  // namespace

UnitNormalization::UnitNormalization(UnitNormalizationOptions options)
    : LayerOf(std::move(options)) {
  if (options_.axis.list.empty()) throw_value_error("UnitNormalization: there is no axis");
}

Tensor UnitNormalization::call(const Tensor& x, Call&) const {
  const Tensor squares = ops::sum(ops::square(x), {.axis = options_.axis, .keepdims = true});
  return x * ops::rsqrt(ops::maximum(squares, kShortestSquare));
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::UnitNormalization, layers::UnitNormalizationOptions,
                         layers::Layer>;
template class layers::LayerOf<layers::UnitNormalization, layers::UnitNormalizationOptions>;
}  // namespace keratin
