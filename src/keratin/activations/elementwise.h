// An activation that is one function of backend/functions/lists.h, and so can be fused.
#pragma once
#include "keratin/activations/activation.h"

namespace keratin::activations {

/// y = function(x), element by element: Elementwise("elu", Unary::elu, {.a = 0.5})
class Elementwise final : public Activation {
 public:
  /// `name` must live as long as the program, as a literal does.
  Elementwise(std::string_view name, Unary function, UnaryArgs args)
      : name_(name), function_(function), args_(args) {}
  /// With Keras's default arguments.
  Elementwise(std::string_view name, Unary function);

  Tensor operator()(const Tensor& x) const override;
  std::string_view name() const override { return name_; }
  std::string_view function_name() const override;
  FusedActivation fused() const override {
    return {.is_some = true, .function = function_, .args = args_};
  }

 private:
  std::string_view name_;
  Unary function_;
  UnaryArgs args_;
};

}  // namespace keratin::activations
