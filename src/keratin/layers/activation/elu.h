// The exponential linear unit as a layer.
#pragma once
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct ELUOptions {
  double alpha = 1.0;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = x where x > 0, else alpha * (exp(x) - 1).
/// Clevert, Unterthiner, Hochreiter, "Fast and accurate deep network learning by exponential linear
/// units", 2016.
class ELU final : public LayerOf<ELU, ELUOptions> {
 public:
  explicit ELU(ELUOptions options = {});
  explicit ELU(double alpha, ELUOptions options = {})
      : ELU((options.alpha = alpha, std::move(options))) {}
  Tensor call(const Tensor& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }
  Config get_build_config() const override { return {}; }

 private:
  bool plan_into(PlanBuilder& plan) const override;
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::ELU, layers::ELUOptions, layers::Layer>;
extern template class layers::LayerOf<layers::ELU, layers::ELUOptions>;
}  // namespace keratin
