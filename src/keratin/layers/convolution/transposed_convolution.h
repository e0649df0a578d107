// Transposed convolutions over one, two and three axes.
#pragma once
#include "keratin/activations/activation.h"
#include "keratin/layers/data_format.h"
#include "keratin/layers/layer_of.h"
#include "keratin/tensor/sizes.h"

namespace keratin::layers {

struct TransposedConvolutionOptions {
  int64_t filters = 0;
  Sizes kernel_size = {};
  Sizes strides = 1;
  std::string padding = "valid";             // or "same"
  Sizes output_padding = None;               // outputs behind the last; by default as padding says
  DataFormat data_format = "channels_last";  // or "channels_first"
  Sizes dilation_rate = 1;
  keratin::Activation activation = "linear";
  bool use_bias = true;
  AnyInitializer kernel_initializer = "glorot_uniform";
  AnyInitializer bias_initializer = "zeros";
  AnyRegularizer kernel_regularizer = {};
  AnyRegularizer bias_regularizer = {};
  AnyRegularizer activity_regularizer = {};
  AnyConstraint kernel_constraint = {};
  AnyConstraint bias_constraint = {};
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  Shape input_shape = {};
};

/// y = activation(z + bias), where each input adds its window of the kernel to z, `strides` apart:
/// the gradient of a convolution by its input
/// x [batch, lengths..., channels] -> y [batch, outputs..., filters];  kernel [kernel_size...,
/// filters, channels], bias [filters]; with data_format "channels_first" x [batch, channels,
/// lengths...] and y [batch, filters, outputs...]. ops::conv_transpose says how many outputs.
/// Throws ValueError for filters, kernel_size, strides or dilation_rate below 1, output_padding
/// that is not below strides, and strides beside a dilation; ShapeError for x of another number of
/// axes and of other channels.
template <class Self, int rank>
class TransposedConvolutionOf : public LayerOf<Self, TransposedConvolutionOptions> {
 public:
  static constexpr std::string_view ignored[] = {"groups"};  // Keras 2 wrote it: 1

  void build(const Shapes& x) override;
  Config get_config() const override;
  Tensor call(const Tensor& x, Call& call) const override;
  /// The weights; without a value before build.
  const Variable& kernel() const { return kernel_; }
  const Variable& bias() const { return bias_; }

 protected:
  explicit TransposedConvolutionOf(TransposedConvolutionOptions options);

 private:
  std::shared_ptr<activations::Activation> activation_;
  Variable kernel_ = this->declare("kernel"), bias_ = this->declare("bias");
};

#define KERATIN_TRANSPOSED(Class, rank)                                                  \
  class Class final : public TransposedConvolutionOf<Class, rank> {                      \
   public:                                                                               \
    explicit Class(TransposedConvolutionOptions options)                                 \
        : TransposedConvolutionOf(std::move(options)) {}                                 \
    Class(int64_t filters, Sizes kernel_size, TransposedConvolutionOptions options = {}) \
        : Class((options.filters = filters, options.kernel_size = kernel_size,           \
                 std::move(options))) {}                                                 \
  };
KERATIN_TRANSPOSED(Conv1DTranspose, 1)
KERATIN_TRANSPOSED(Conv2DTranspose, 2)
KERATIN_TRANSPOSED(Conv3DTranspose, 3)
#undef KERATIN_TRANSPOSED
using Convolution1DTranspose = Conv1DTranspose;
using Convolution2DTranspose = Conv2DTranspose;
using Convolution3DTranspose = Conv3DTranspose;

}  // namespace keratin::layers

namespace keratin {
#define KERATIN_EXTERN(Class, rank)                                                           \
  extern template class Described<layers::Class, layers::TransposedConvolutionOptions,        \
                                  layers::Layer>;                                             \
  extern template class layers::LayerOf<layers::Class, layers::TransposedConvolutionOptions>; \
  extern template class layers::TransposedConvolutionOf<layers::Class, rank>;
KERATIN_EXTERN(Conv1DTranspose, 1)
KERATIN_EXTERN(Conv2DTranspose, 2)
KERATIN_EXTERN(Conv3DTranspose, 3)
#undef KERATIN_EXTERN
}  // namespace keratin
