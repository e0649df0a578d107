// Convolutions of each channel by itself whose outputs are then mixed, over one and two axes.
#pragma once
#include "keratin/activations/activation.h"
#include "keratin/layers/data_format.h"
#include "keratin/layers/layer_of.h"
#include "keratin/tensor/sizes.h"

namespace keratin::layers {

struct SeparableConvolutionOptions {
  int64_t filters = 0;
  Sizes kernel_size = {};
  Sizes strides = 1;
  std::string padding = "valid";             // or "same"
  DataFormat data_format = "channels_last";  // or "channels_first"
  Sizes dilation_rate = 1;
  int64_t depth_multiplier = 1;
  keratin::Activation activation = "linear";
  bool use_bias = true;
  AnyInitializer depthwise_initializer = "glorot_uniform";
  AnyInitializer pointwise_initializer = "glorot_uniform";
  AnyInitializer bias_initializer = "zeros";
  AnyRegularizer depthwise_regularizer = {};
  AnyRegularizer pointwise_regularizer = {};
  AnyRegularizer bias_regularizer = {};
  AnyRegularizer activity_regularizer = {};
  AnyConstraint depthwise_constraint = {};
  AnyConstraint pointwise_constraint = {};
  AnyConstraint bias_constraint = {};
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  Shape input_shape = {};
};

/// y = activation(depthwise(x) . pointwise_kernel + bias)
/// x [batch, lengths..., channels] -> y [batch, outputs..., filters];  depthwise_kernel
/// [kernel_size..., channels, depth_multiplier], pointwise_kernel [1..., channels *
/// depth_multiplier, filters], bias [filters]; with data_format "channels_first" the channels stand
/// behind the batch. ops::separable_conv says how many outputs.
/// Throws ValueError for filters, kernel_size, strides, depth_multiplier or dilation_rate below 1;
/// ShapeError for x of another number of axes, of other channels, and where the window does not
/// fit.
template <class Self, int rank>
class SeparableConvolutionOf : public LayerOf<Self, SeparableConvolutionOptions> {
 public:
  /// Keras 2 wrote what its base class had: 1, and the defaults of a kernel that is not there.
  static constexpr std::string_view ignored[] = {"groups", "kernel_initializer",
                                                 "kernel_regularizer", "kernel_constraint"};

  void build(const Shapes& x) override;
  Config get_config() const override;
  Tensor call(const Tensor& x, Call& call) const override;
  /// The weights; without a value before build.
  const Variable& depthwise_kernel() const { return depthwise_kernel_; }
  const Variable& pointwise_kernel() const { return pointwise_kernel_; }
  const Variable& bias() const { return bias_; }

 protected:
  explicit SeparableConvolutionOf(SeparableConvolutionOptions options);

 private:
  std::shared_ptr<activations::Activation> activation_;
  Variable depthwise_kernel_ = this->declare("depthwise_kernel");
  Variable pointwise_kernel_ = this->declare("pointwise_kernel");
  Variable bias_ = this->declare("bias");
};

#define KERATIN_SEPARABLE(Class, rank)                                                  \
  class Class final : public SeparableConvolutionOf<Class, rank> {                      \
   public:                                                                              \
    explicit Class(SeparableConvolutionOptions options)                                 \
        : SeparableConvolutionOf(std::move(options)) {}                                 \
    Class(int64_t filters, Sizes kernel_size, SeparableConvolutionOptions options = {}) \
        : Class((options.filters = filters, options.kernel_size = kernel_size,          \
                 std::move(options))) {}                                                \
  };
KERATIN_SEPARABLE(SeparableConv1D, 1)
KERATIN_SEPARABLE(SeparableConv2D, 2)
#undef KERATIN_SEPARABLE
using SeparableConvolution1D = SeparableConv1D;
using SeparableConvolution2D = SeparableConv2D;

}  // namespace keratin::layers

namespace keratin {
#define KERATIN_EXTERN(Class, rank)                                                          \
  extern template class Described<layers::Class, layers::SeparableConvolutionOptions,        \
                                  layers::Layer>;                                            \
  extern template class layers::LayerOf<layers::Class, layers::SeparableConvolutionOptions>; \
  extern template class layers::SeparableConvolutionOf<layers::Class, rank>;
KERATIN_EXTERN(SeparableConv1D, 1)
KERATIN_EXTERN(SeparableConv2D, 2)
#undef KERATIN_EXTERN
}  // namespace keratin
