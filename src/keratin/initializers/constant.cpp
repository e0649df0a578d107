// The initializers without chance.
#include "keratin/initializers/constant.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/tensor/creation.h"

namespace keratin::initializers {

Tensor Zeros::operator()(const Shape& shape, DType dtype) const { return zeros(shape, dtype); }
Tensor Ones::operator()(const Shape& shape, DType dtype) const { return ones(shape, dtype); }
Tensor Constant::operator()(const Shape& shape, DType dtype) const {
  return full(shape, options_.value, dtype);
}
Tensor Identity::operator()(const Shape& shape, DType dtype) const {
  if (shape.rank() != 2) {
    throw_shape_error(text("Identity makes matrices, but the weight has shape ", shape));
  }
  return eye(shape[0], shape[1], 0, dtype) * options_.gain;
}

}  // namespace keratin::initializers

namespace keratin {
template class Described<initializers::Zeros, NoOptions, initializers::Initializer>;
template class Described<initializers::Ones, NoOptions, initializers::Initializer>;
template class Described<initializers::Constant, initializers::ConstantOptions,
                         initializers::Initializer>;
template class Described<initializers::Identity, initializers::IdentityOptions,
                         initializers::Initializer>;
}  // namespace keratin
