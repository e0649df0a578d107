// The initializers that draw every element from one distribution.
#include "keratin/initializers/random_values.h"

#include "keratin/ops/random.h"

namespace keratin::initializers {

Tensor RandomNormal::operator()(const Shape& shape, DType dtype) const {
  return random::normal(
      shape,
      {.mean = options_.mean, .stddev = options_.stddev, .dtype = dtype, .seed = options_.seed});
}

Tensor RandomUniform::operator()(const Shape& shape, DType dtype) const {
  return random::uniform(shape, {.minval = options_.minval,
                                 .maxval = options_.maxval,
                                 .dtype = dtype,
                                 .seed = options_.seed});
}

Tensor TruncatedNormal::operator()(const Shape& shape, DType dtype) const {
  return random::truncated_normal(
      shape,
      {.mean = options_.mean, .stddev = options_.stddev, .dtype = dtype, .seed = options_.seed});
}

}  // namespace keratin::initializers

namespace keratin {
template class Described<initializers::RandomNormal, initializers::RandomNormalOptions,
                         initializers::Initializer>;
template class Described<initializers::RandomUniform, initializers::RandomUniformOptions,
                         initializers::Initializer>;
template class Described<initializers::TruncatedNormal, initializers::TruncatedNormalOptions,
                         initializers::Initializer>;
}  // namespace keratin
