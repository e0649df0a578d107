// Convolutions of each channel by itself, over one and two axes.
#pragma once
#include "keratin/activations/activation.h"
#include "keratin/layers/data_format.h"
#include "keratin/layers/layer_of.h"
#include "keratin/tensor/sizes.h"

namespace keratin::layers {

struct DepthwiseConvolutionOptions {
  Sizes kernel_size = {};
  Sizes strides = 1;
  std::string padding = "valid";  // or "same"
  int64_t depth_multiplier = 1;
  DataFormat data_format = "channels_last";  // or "channels_first"
  Sizes dilation_rate = 1;
  keratin::Activation activation = "linear";
  bool use_bias = true;
  AnyInitializer depthwise_initializer = "glorot_uniform";
  AnyInitializer bias_initializer = "zeros";
  AnyRegularizer depthwise_regularizer = {};
  AnyRegularizer bias_regularizer = {};
  AnyRegularizer activity_regularizer = {};
  AnyConstraint depthwise_constraint = {};
  AnyConstraint bias_constraint = {};
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  Shape input_shape = {};
};

/// y = activation(sum over the window of x * kernel + bias), each channel by itself
/// x [batch, lengths..., channels] -> y [batch, outputs..., channels * depth_multiplier];  kernel
/// [kernel_size..., channels, depth_multiplier], bias [channels * depth_multiplier]; with
/// data_format "channels_first" the channels stand behind the batch. Output c * depth_multiplier +
/// m sees channel c. ops::depthwise_conv says how many outputs.
/// Throws ValueError for kernel_size, strides, depth_multiplier or dilation_rate below 1;
/// ShapeError for x of another number of axes, of other channels, and where the window does not
/// fit.
template <class Self, int rank>
class DepthwiseConvolutionOf : public LayerOf<Self, DepthwiseConvolutionOptions> {
 public:
  static constexpr std::string_view ignored[] = {"groups"};  // Keras 2 wrote it: 1

  void build(const Shapes& x) override;
  Config get_config() const override;
  Tensor call(const Tensor& x, Call& call) const override;
  /// The weights; without a value before build.
  const Variable& kernel() const { return kernel_; }
  const Variable& bias() const { return bias_; }

 protected:
  explicit DepthwiseConvolutionOf(DepthwiseConvolutionOptions options);

 private:
  std::shared_ptr<activations::Activation> activation_;
  Variable kernel_ = this->declare("kernel"), bias_ = this->declare("bias");
};

#define KERATIN_DEPTHWISE(Class, rank)                                                  \
  class Class final : public DepthwiseConvolutionOf<Class, rank> {                      \
   public:                                                                              \
    explicit Class(DepthwiseConvolutionOptions options)                                 \
        : DepthwiseConvolutionOf(std::move(options)) {}                                 \
    /* A template loses against options: g++ takes {.kernel_size = 3} for sizes too. */ \
    template <int = 0>                                                                  \
    explicit Class(Sizes kernel_size, DepthwiseConvolutionOptions options = {})         \
        : Class((options.kernel_size = kernel_size, std::move(options))) {}             \
  };
KERATIN_DEPTHWISE(DepthwiseConv1D, 1)
KERATIN_DEPTHWISE(DepthwiseConv2D, 2)
#undef KERATIN_DEPTHWISE

}  // namespace keratin::layers

namespace keratin {
#define KERATIN_EXTERN(Class, rank)                                                          \
  extern template class Described<layers::Class, layers::DepthwiseConvolutionOptions,        \
                                  layers::Layer>;                                            \
  extern template class layers::LayerOf<layers::Class, layers::DepthwiseConvolutionOptions>; \
  extern template class layers::DepthwiseConvolutionOf<layers::Class, rank>;
KERATIN_EXTERN(DepthwiseConv1D, 1)
KERATIN_EXTERN(DepthwiseConv2D, 2)
#undef KERATIN_EXTERN
}  // namespace keratin
