// Where data enter a model.
#pragma once
#include <optional>

#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct InputLayerOptions {
  std::optional<Shape> shape = {};  // of a sample
  std::optional<int64_t> batch_size = {};
  std::optional<DType> dtype = {};        // float32
  bool sparse = false;                    // refused: there are no sparse tensors
  bool ragged = false;                    // refused: there are no ragged tensors
  std::optional<Shape> batch_shape = {};  // of a batch, in the place of the first two
  bool optional = false;                  // whether the model may be called without it: refused
  std::string name = {};
};

/// Gives what it is given: a model's input. Throws ValueError without a shape, and for what is
/// refused.
class InputLayer final : public LayerOf<InputLayer, InputLayerOptions> {
 public:
  static constexpr Renamed renamed[] = {{"batch_input_shape", "batch_shape"},
                                        {"input_dtype", "dtype"}};
  static constexpr std::string_view ignored[] = {"sparse", "ragged"};

  explicit InputLayer(InputLayerOptions options);

  Tensor call(const Tensor& x, Call&) const override { return x; }
  Masking masking() const override { return Masking::kept; }
  Config get_build_config() const override { return {}; }
  Config get_config() const override;
  /// Its dtype is the data's: no policy is read from a configuration.
  void configure(const Config&) {}
  const Shape& batch_shape() const { return *options_.batch_shape; }
  DType input_dtype() const { return options_.dtype.value_or(float32); }
  /// The symbolic tensor that it gives.
  Tensor make_output() const;
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::InputLayer, layers::InputLayerOptions, layers::Layer>;
extern template class layers::LayerOf<layers::InputLayer, layers::InputLayerOptions>;
}  // namespace keratin
