// The initializers that draw every element from one distribution.
#include "keratin/initializers/random_values.h"

#include "keratin/base/arguments_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/random.h"

namespace keratin::initializers {

namespace {

random::NormalOptions drawn(const RandomNormalOptions& options, DType dtype) {
  return {.mean = options.mean, .stddev = options.stddev, .dtype = dtype, .seed = options.seed};
}

}  // namespace

RandomNormal::RandomNormal(RandomNormalOptions options) : Described(options) {
  check_finite(class_name(), "mean", options.mean);
  check_not_negative(class_name(), "stddev", options.stddev);
}

Tensor RandomNormal::operator()(const Shape& shape, DType dtype) const {
  return random::normal(shape, drawn(options_, dtype));
}

RandomUniform::RandomUniform(RandomUniformOptions options) : Described(options) {
  check_finite(class_name(), "minval", options.minval);
  check_finite(class_name(), "maxval", options.maxval);
  if (options.minval > options.maxval) {
    throw_value_error(text("minval of RandomUniform is at most maxval, but got ", options.minval,
                           " and ", options.maxval));
  }
}

Tensor RandomUniform::operator()(const Shape& shape, DType dtype) const {
  return random::uniform(shape, {.minval = options_.minval,
                                 .maxval = options_.maxval,
                                 .dtype = dtype,
                                 .seed = options_.seed});
}

TruncatedNormal::TruncatedNormal(TruncatedNormalOptions options) : Described(options) {
  check_finite(class_name(), "mean", options.mean);
  check_not_negative(class_name(), "stddev", options.stddev);
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
