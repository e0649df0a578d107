// The initializer that keeps lengths and angles.
#include "keratin/initializers/orthogonal.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "keratin/base/arguments_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/random.h"
#include "keratin/tensor/creation.h"

namespace keratin::initializers {
namespace {

// The vectors (rows of `length` numbers) become orthonormal: Gram and Schmidt, each done twice,
// which is enough for full precision (Kahan). This is the Q of a QR whose R has a positive
// diagonal, the one that is uniformly distributed.
void orthonormalize(std::span<double> vectors, size_t length) {
  const size_t count = vectors.size() / length;
  for (size_t i = 0; i < count; ++i) {
    const std::span<double> current = vectors.subspan(i * length, length);
    for (int pass = 0; pass < 2; ++pass) {
      for (size_t j = 0; j < i; ++j) {
        const std::span<const double> other = vectors.subspan(j * length, length);
        double product = 0;
        for (size_t k = 0; k < length; ++k) product += current[k] * other[k];
        for (size_t k = 0; k < length; ++k) current[k] -= product * other[k];
      }
    }
    double squares = 0;
    for (const double value : current) squares += value * value;
    for (double& value : current) value /= std::sqrt(squares);
  }
}

}  // namespace

Orthogonal::Orthogonal(OrthogonalOptions options) : Described(options) {
  check_finite(class_name(), "gain", options.gain);
}

Tensor Orthogonal::operator()(const Shape& shape, DType dtype) const {
  if (shape.rank() < 2) {
    throw_shape_error(text("Orthogonal makes matrices, but the weight has shape ", shape), {},
                      "the weight needs two axes or more");
  }
  const int64_t columns = shape.back();
  const int64_t rows = columns == 0 ? 0 : shape.size() / columns;
  const int64_t length = std::max(rows, columns);
  const int64_t count = std::min(rows, columns);
  if (count == 0) return zeros(shape, dtype);
  std::vector<double> vectors =
      random::normal({count, length}, {.dtype = float64, .seed = options_.seed})
          .to_vector<double>();
  orthonormalize(vectors, static_cast<size_t>(length));
  Tensor matrix = tensor(vectors, Shape{count, length}) * options_.gain;
  if (rows >= columns) matrix = matrix.transpose();
  return matrix.reshape(shape).as_dtype(dtype).contiguous();
}

}  // namespace keratin::initializers

namespace keratin {
template class Described<initializers::Orthogonal, initializers::OrthogonalOptions,
                         initializers::Initializer>;
}  // namespace keratin
