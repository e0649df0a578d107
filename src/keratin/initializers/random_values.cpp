// The initializers that draw every element from one distribution.
#include "keratin/initializers/random_values.h"

#include "keratin/ops/random.h"

namespace keratin::initializers {

namespace {

random::NormalOptions drawn(const RandomNormalOptions& options, DType dtype) {
  return {.mean = options.mean, .stddev = options.stddev, .dtype = dtype, .seed = options.seed};
}

}  // namespace

Tensor RandomNormal::operator()(const Shape& shape, DType dtype) const {
  return random::normal(shape, drawn(options_, dtype));
}

Tensor RandomUniform::operator()(const Shape& shape, DType dtype) const {
  return random::uniform(shape, {.minval = options_.minval,
                                 .maxval = options_.maxval,
                                 .dtype = dtype,
                                 .seed = options_.seed});
}

Tensor TruncatedNormal::operator()(const Shape& shape, DType dtype) const {
  return random::truncated_normal(shape, drawn(options_, dtype));
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
