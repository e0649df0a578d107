// The base of all initializers: what the weights are before training.
#pragma once
#include <memory>
#include <string_view>

#include "keratin/base/choice.h"
#include "keratin/tensor/tensor.h"

namespace keratin {
namespace initializers {

class Initializer {
 public:
  static constexpr std::string_view family = "initializer";
  static constexpr std::string_view names[] = {"zeros",
                                               "ones",
                                               "constant",
                                               "identity",
                                               "random_normal",
                                               "random_uniform",
                                               "truncated_normal",
                                               "variance_scaling",
                                               "glorot_normal",
                                               "glorot_uniform",
                                               "he_normal",
                                               "he_uniform",
                                               "lecun_normal",
                                               "lecun_uniform",
                                               "orthogonal",
                                               "Zeros",
                                               "Ones",
                                               "Constant",
                                               "Identity",
                                               "RandomNormal",
                                               "RandomUniform",
                                               "TruncatedNormal",
                                               "VarianceScaling",
                                               "GlorotNormal",
                                               "GlorotUniform",
                                               "HeNormal",
                                               "HeUniform",
                                               "LecunNormal",
                                               "LecunUniform",
                                               "Orthogonal"};
  /// A new initializer with Keras's default arguments. Throws ValueError for an unknown name.
  static std::shared_ptr<Initializer> get(std::string_view name);

  virtual ~Initializer() = default;
  /// A tensor of that shape and (floating) dtype. Without a seed every call draws other numbers.
  virtual Tensor operator()(const Shape& shape, DType dtype = float32) const = 0;
  /// Keras's class name, "GlorotUniform".
  virtual std::string_view class_name() const = 0;
};

}  // namespace initializers

using Initializer = Choice<initializers::Initializer>;

}  // namespace keratin
