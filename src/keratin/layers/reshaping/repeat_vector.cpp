// A vector at every step of a sequence.
#include "keratin/layers/reshaping/repeat_vector.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/join.h"

namespace keratin::layers {

RepeatVector::RepeatVector(RepeatVectorOptions options) : LayerOf(std::move(options)) {
  if (options_.n < 1) {
    throw_value_error(text("RepeatVector: n must be at least 1, received ", options_.n));
  }
}

Tensor RepeatVector::call(const Tensor& x, Call&) const {
  if (x.ndim() != 2) {
    throw_shape_error("the input has two axes (batch, features)", {{"input", describe(x)}});
  }
  return ops::repeat(x.expand_dims(1), options_.n, 1);
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::RepeatVector, layers::RepeatVectorOptions, layers::Layer>;
template class layers::LayerOf<layers::RepeatVector, layers::RepeatVectorOptions>;
}  // namespace keratin
