// A layer whose kernel, in training, stretches no input by more than 1.
#pragma once
#include "keratin/layers/any_layer.h"
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct SpectralNormalizationOptions {
  AnyLayer layer = {};
  int64_t power_iterations = 1;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = layer(x), in training with kernel / sigma in the place of its kernel, or of its embeddings:
/// sigma is the largest singular value of the kernel [..., units] as a matrix, as power_iterations
/// steps find it from vector_u [1, units], which goes on from step to step
///   v = normalize(u . kernel^T), u = normalize(v . kernel), sigma = v . kernel . u^T
/// Gradients go through kernel and sigma, not through u and v. The kernel itself stays as it is,
/// also for predictions: so trains Keras on JAX. trainable = false
/// leaves the layer inside as it is, as in Keras; set_trainable() is for both. y has the dtype of x
/// where both are floating. Miyato et al., "Spectral normalization for generative adversarial
/// networks", 2018. Throws ValueError without a layer, for power_iterations below 1, and for a
/// layer that has neither kernel nor embeddings.
class SpectralNormalization final
    : public LayerOf<SpectralNormalization, SpectralNormalizationOptions> {
 public:
  explicit SpectralNormalization(SpectralNormalizationOptions options);
  template <std::derived_from<Layer> L>
  explicit SpectralNormalization(const L& layer, SpectralNormalizationOptions options = {})
      : SpectralNormalization((options.layer = layer, std::move(options))) {}

  void build(const Shapes& x) override;
  Tensor call(const Tensor& x, Call& call) const override;
  /// The layer that is wrapped.
  const Layer& layer() const { return *layer_; }
  /// The weight; without a value before build.
  const Variable& vector_u() const { return vector_u_; }

 private:
  std::shared_ptr<Layer> layer_;
  Variable kernel_, vector_u_ = declare("vector_u");
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::SpectralNormalization, layers::SpectralNormalizationOptions,
                                layers::Layer>;
extern template class layers::LayerOf<layers::SpectralNormalization,
                                      layers::SpectralNormalizationOptions>;
}  // namespace keratin
