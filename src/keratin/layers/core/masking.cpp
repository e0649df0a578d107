// Steps that do not count.
#include "keratin/layers/core/masking.h"

#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/reduce.h"

namespace keratin::layers {

Masking::Masking(MaskingOptions options) : LayerOf(std::move(options)) {}

Tensor Masking::call(const Tensor& x, Call&) const {
  const Tensor counts =
      ops::any(ops::not_equal(x, options_.mask_value), {.axis = -1, .keepdims = true});
  const Tensor y = ops::where(counts, x, 0);
  set_mask(y, ops::squeeze(counts, -1));
  return y;
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::Masking, layers::MaskingOptions, layers::Layer>;
template class layers::LayerOf<layers::Masking, layers::MaskingOptions>;
}  // namespace keratin
