// The largest or the mean of windows that give as many outputs as asked for, whatever the length.
#pragma once
#include "keratin/layers/pooling/global_pooling.h"
#include "keratin/tensor/sizes.h"

namespace keratin::layers {

struct AdaptivePoolingOptions {
  Sizes output_size = {};
  DataFormat data_format = "channels_last";  // or "channels_first"
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = the mean, or the largest, of each window of each channel; the windows cover each axis with
/// output_size outputs, also where that is more than its length
/// x [batch, lengths..., channels] -> y [batch, output_size..., channels], with data_format
/// "channels_first" the channels behind the batch; ops::adaptive_max_pool says what a window is.
/// Throws ValueError for an output_size below 1, ShapeError for x of another number of axes.
template <class Self, Pooling pooling, int rank>
class AdaptivePoolingOf : public LayerOf<Self, AdaptivePoolingOptions> {
 public:
  Tensor call(const Tensor& x, Call& call) const override;

 protected:
  explicit AdaptivePoolingOf(AdaptivePoolingOptions options);
};

#define KERATIN_ADAPTIVE(Class, pooling, rank)                                                \
  class Class final : public AdaptivePoolingOf<Class, pooling, rank> {                        \
   public:                                                                                    \
    explicit Class(AdaptivePoolingOptions options) : AdaptivePoolingOf(std::move(options)) {} \
    /* A template loses against options: g++ takes {.output_size = 2} for sizes too. */       \
    template <int = 0>                                                                        \
    explicit Class(Sizes output_size, AdaptivePoolingOptions options = {})                    \
        : Class((options.output_size = output_size, std::move(options))) {}                   \
  };
KERATIN_ADAPTIVE(AdaptiveAveragePooling1D, Pooling::average, 1)
KERATIN_ADAPTIVE(AdaptiveAveragePooling2D, Pooling::average, 2)
KERATIN_ADAPTIVE(AdaptiveAveragePooling3D, Pooling::average, 3)
KERATIN_ADAPTIVE(AdaptiveMaxPooling1D, Pooling::max, 1)
KERATIN_ADAPTIVE(AdaptiveMaxPooling2D, Pooling::max, 2)
KERATIN_ADAPTIVE(AdaptiveMaxPooling3D, Pooling::max, 3)
#undef KERATIN_ADAPTIVE

}  // namespace keratin::layers

namespace keratin {
#define KERATIN_EXTERN(Class, pooling, rank)                                                     \
  extern template class Described<layers::Class, layers::AdaptivePoolingOptions, layers::Layer>; \
  extern template class layers::LayerOf<layers::Class, layers::AdaptivePoolingOptions>;          \
  extern template class layers::AdaptivePoolingOf<layers::Class, layers::Pooling::pooling, rank>;
KERATIN_EXTERN(AdaptiveAveragePooling1D, average, 1)
KERATIN_EXTERN(AdaptiveAveragePooling2D, average, 2)
KERATIN_EXTERN(AdaptiveAveragePooling3D, average, 3)
KERATIN_EXTERN(AdaptiveMaxPooling1D, max, 1)
KERATIN_EXTERN(AdaptiveMaxPooling2D, max, 2)
KERATIN_EXTERN(AdaptiveMaxPooling3D, max, 3)
#undef KERATIN_EXTERN
}  // namespace keratin
