// The initializers without chance.
#pragma once
#include "keratin/initializers/initializer.h"

namespace keratin::initializers {

class Zeros final : public InitializerOf<Zeros> {
 public:
  explicit Zeros(NoOptions = {}) {}
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
};

class Ones final : public InitializerOf<Ones> {
 public:
  explicit Ones(NoOptions = {}) {}
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
};

struct ConstantOptions {
  double value = 0.0;
};
/// Every element is `value`.
class Constant final : public InitializerOf<Constant, ConstantOptions> {
 public:
  explicit Constant(ConstantOptions options = {}) : Described(options) {}
  explicit Constant(double value) : Described({value}) {}
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
};

struct IdentityOptions {
  double gain = 1.0;
};
/// gain on the diagonal of a matrix. Throws ShapeError for another rank.
class Identity final : public InitializerOf<Identity, IdentityOptions> {
 public:
  static constexpr std::string_view written_if_changed[] = {"gain"};
  explicit Identity(IdentityOptions options = {}) : Described(options) {}
  explicit Identity(double gain) : Described({gain}) {}
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
};

}  // namespace keratin::initializers

namespace keratin {
extern template class Described<initializers::Zeros, NoOptions, initializers::Initializer>;
extern template class Described<initializers::Ones, NoOptions, initializers::Initializer>;
extern template class Described<initializers::Constant, initializers::ConstantOptions,
                                initializers::Initializer>;
extern template class Described<initializers::Identity, initializers::IdentityOptions,
                                initializers::Initializer>;
}  // namespace keratin
