// The initializer that keeps lengths and angles.
#pragma once
#include <cstdint>
#include <optional>

#include "keratin/initializers/initializer.h"

namespace keratin::initializers {

struct OrthogonalOptions {
  double gain = 1.0;
  std::optional<uint64_t> seed = {};
};
/// gain * a random matrix with orthonormal rows or columns, whichever are fewer; more than two axes
/// are the matrix [all but the last, last]. Throws ShapeError for fewer than two axes.
/// Saxe, McClelland, Ganguli, 2014.
class Orthogonal final : public InitializerOf<Orthogonal, OrthogonalOptions> {
 public:
  explicit Orthogonal(OrthogonalOptions options = {});
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
};

}  // namespace keratin::initializers

namespace keratin {
extern template class Described<initializers::Orthogonal, initializers::OrthogonalOptions,
                                initializers::Initializer>;
}  // namespace keratin
