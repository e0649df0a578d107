// Convolutions over one, two and three axes.
#pragma once
#include <optional>

#include "keratin/activations/activation.h"
#include "keratin/layers/data_format.h"
#include "keratin/layers/layer_of.h"
#include "keratin/tensor/sizes.h"

namespace keratin::layers {

struct ConvolutionOptions {
  int64_t filters = 0;
  Sizes kernel_size = {};
  Sizes strides = 1;
  std::string padding = "valid";             // or "same"; of Conv1D "causal" too
  DataFormat data_format = "channels_last";  // or "channels_first"
  Sizes dilation_rate = 1;
  int64_t groups = 1;
  keratin::Activation activation = "linear";
  bool use_bias = true;
  AnyInitializer kernel_initializer = "glorot_uniform";
  AnyInitializer bias_initializer = "zeros";
  AnyRegularizer kernel_regularizer = {};
  AnyRegularizer bias_regularizer = {};
  AnyRegularizer activity_regularizer = {};
  AnyConstraint kernel_constraint = {};
  AnyConstraint bias_constraint = {};
  std::optional<int64_t> lora_rank = {};   // refused: low-rank adapters are not there yet
  std::optional<int64_t> lora_alpha = {};  // the same
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  Shape input_shape = {};
};

/// y = activation(sum over the window and the channels of x * kernel + bias), at every `strides`
/// inputs
/// x [batch, lengths..., channels] -> y [batch, outputs..., filters];  kernel [kernel_size...,
/// channels / groups, filters], bias [filters]; with data_format "channels_first" x [batch,
/// channels, lengths...] and y [batch, filters, outputs...]. ops::conv says how many outputs.
/// Throws ValueError for filters, kernel_size, strides, dilation_rate or groups below 1, groups
/// that do not divide filters or channels, and strides beside a dilation; ShapeError for x of
/// another number of axes, of other channels, and where the window does not fit.
template <class Self, int rank>
class ConvolutionOf : public LayerOf<Self, ConvolutionOptions> {
 public:
  static constexpr Renamed renamed[] = {{"nb_filter", "filters"},
                                        {"filter_length", "kernel_size"},
                                        {"subsample", "strides"},
                                        {"subsample_length", "strides"},
                                        {"border_mode", "padding"},
                                        {"atrous_rate", "dilation_rate"},
                                        {"init", "kernel_initializer"},
                                        {"bias", "use_bias"},
                                        {"W_regularizer", "kernel_regularizer"},
                                        {"b_regularizer", "bias_regularizer"},
                                        {"W_constraint", "kernel_constraint"},
                                        {"b_constraint", "bias_constraint"}};
  static constexpr std::string_view written_if_changed[] = {"lora_rank", "lora_alpha"};

  void build(const Shapes& x) override;
  Config get_config() const override;
  Tensor call(const Tensor& x, Call& call) const override;
  /// The weights; without a value before build.
  const Variable& kernel() const { return kernel_; }
  const Variable& bias() const { return bias_; }

 protected:
  explicit ConvolutionOf(ConvolutionOptions options);

 private:
  bool gives_sums() const override;

  std::shared_ptr<activations::Activation> activation_;
  Variable kernel_ = this->declare("kernel"), bias_ = this->declare("bias");
};

#define KERATIN_CONVOLUTION(Class, rank)                                              \
  class Class final : public ConvolutionOf<Class, rank> {                             \
   public:                                                                            \
    explicit Class(ConvolutionOptions options) : ConvolutionOf(std::move(options)) {} \
    Class(int64_t filters, Sizes kernel_size, ConvolutionOptions options = {})        \
        : Class((options.filters = filters, options.kernel_size = kernel_size,        \
                 std::move(options))) {}                                              \
  };
KERATIN_CONVOLUTION(Conv1D, 1)
KERATIN_CONVOLUTION(Conv2D, 2)
KERATIN_CONVOLUTION(Conv3D, 3)
#undef KERATIN_CONVOLUTION
using Convolution1D = Conv1D;
using Convolution2D = Conv2D;
using Convolution3D = Conv3D;

}  // namespace keratin::layers

namespace keratin {
#define KERATIN_EXTERN(Class, rank)                                                          \
  extern template class Described<layers::Class, layers::ConvolutionOptions, layers::Layer>; \
  extern template class layers::LayerOf<layers::Class, layers::ConvolutionOptions>;          \
  extern template class layers::ConvolutionOf<layers::Class, rank>;
KERATIN_EXTERN(Conv1D, 1)
KERATIN_EXTERN(Conv2D, 2)
KERATIN_EXTERN(Conv3D, 3)
#undef KERATIN_EXTERN
}  // namespace keratin
