// The densely connected layer.
#pragma once
#include <optional>

#include "keratin/activations/activation.h"
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct DenseOptions {
  int64_t units = 0;
  keratin::Activation activation = "linear";
  bool use_bias = true;
  AnyInitializer kernel_initializer = "glorot_uniform";
  AnyInitializer bias_initializer = "zeros";
  AnyRegularizer kernel_regularizer = {};
  AnyRegularizer bias_regularizer = {};
  AnyRegularizer activity_regularizer = {};
  AnyConstraint kernel_constraint = {};
  AnyConstraint bias_constraint = {};
  std::optional<int64_t> lora_rank = {};           // refused: low-rank adapters are not there yet
  std::optional<int64_t> lora_alpha = {};          // the same
  std::optional<Config> quantization_config = {};  // refused: no layer computes in integers yet
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  Shape input_shape = {};
};

/// y = activation(x . kernel + bias)
/// x [..., in] -> y [..., units];  kernel [in, units], bias [units]
/// Throws ValueError unless units >= 1, ShapeError for x of rank 0 or 1 or of another last axis.
class Dense final : public LayerOf<Dense, DenseOptions> {
 public:
  static constexpr Renamed renamed[] = {{"output_dim", "units"},
                                        {"init", "kernel_initializer"},
                                        {"bias", "use_bias"},
                                        {"W_regularizer", "kernel_regularizer"},
                                        {"b_regularizer", "bias_regularizer"},
                                        {"W_constraint", "kernel_constraint"},
                                        {"b_constraint", "bias_constraint"}};
  static constexpr std::string_view written_if_changed[] = {"lora_rank", "lora_alpha"};
  static constexpr std::string_view ignored[] = {"input_dim"};

  explicit Dense(DenseOptions options);
  explicit Dense(int64_t units, DenseOptions options = {})
      : Dense((options.units = units, std::move(options))) {}
  /// Dense(64, "relu"). A template loses against options, of which {} could mean either.
  template <int = 0>
  Dense(int64_t units, keratin::Activation activation, DenseOptions options = {})
      : Dense((options.units = units, options.activation = std::move(activation),
               std::move(options))) {}

  void build(const Shapes& x) override;
  Tensor call(const Tensor& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }
  int64_t units() const { return options_.units; }
  /// The weights; without a value before build.
  const Variable& kernel() const { return kernel_; }
  const Variable& bias() const { return bias_; }

 private:
  bool plan_into(PlanBuilder& plan) const override;
  bool gives_sums() const override;

  std::shared_ptr<activations::Activation> activation_;
  Variable kernel_ = declare("kernel"), bias_ = declare("bias");
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::Dense, layers::DenseOptions, layers::Layer>;
extern template class layers::LayerOf<layers::Dense, layers::DenseOptions>;
}  // namespace keratin
