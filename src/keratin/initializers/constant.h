// The initializers without chance.
#pragma once
#include "keratin/initializers/initializer.h"

namespace keratin::initializers {

class Zeros final : public Initializer {
 public:
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
  std::string_view class_name() const override { return "Zeros"; }
};

class Ones final : public Initializer {
 public:
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
  std::string_view class_name() const override { return "Ones"; }
};

/// Every element is `value`.
class Constant final : public Initializer {
 public:
  explicit Constant(double value = 0.0) : value_(value) {}
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
  std::string_view class_name() const override { return "Constant"; }

 private:
  double value_;
};

/// gain on the diagonal of a matrix. Throws ShapeError for another rank.
class Identity final : public Initializer {
 public:
  explicit Identity(double gain = 1.0) : gain_(gain) {}
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
  std::string_view class_name() const override { return "Identity"; }

 private:
  double gain_;
};

}  // namespace keratin::initializers
