// A layer that changes nothing: a placeholder where a layer is asked for.
#pragma once
#include "keratin/layers/layer.h"

namespace keratin::layers {

struct IdentityOptions {
  std::string name = {};
  DTypePolicy dtype = {};
  Shape input_shape = {};
};

/// y = x
class Identity final : public Layer {
 public:
  explicit Identity(IdentityOptions options = {});

  Shape output_shape(const Shape& x) const override { return x; }
  std::string_view class_name() const override { return "Identity"; }

 private:
  Tensor call(const Tensor& x, Mode) const override { return x; }
  bool plan_into(PlanBuilder& plan) const override;
};

}  // namespace keratin::layers
