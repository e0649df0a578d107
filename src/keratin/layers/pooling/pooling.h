// The largest or the mean of what windows see.
#pragma once
#include "keratin/layers/data_format.h"
#include "keratin/layers/layer_of.h"
#include "keratin/tensor/sizes.h"

namespace keratin::layers {

struct MaxPoolingOptions {
  Sizes pool_size = 2;
  Sizes strides = None;                      // by default pool_size
  std::string padding = "valid";             // or "same"
  DataFormat data_format = "channels_last";  // or "channels_first"
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};
/// The same, but that Keras has no default for pool_size.
struct AveragePoolingOptions {
  Sizes pool_size = {};
  Sizes strides = None;
  std::string padding = "valid";
  DataFormat data_format = "channels_last";  // or "channels_first"
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = the largest, or the mean, of each window of each channel; padding does not count
/// x [batch, lengths..., channels] -> y [batch, outputs..., channels], with data_format
/// "channels_first" the channels behind the batch; ops::max_pool says how many outputs.
/// Throws ValueError for sizes and strides below 1, ShapeError for x of another number of axes and
/// where the window does not fit.
template <class Self, class Options, int rank>
class PoolingOf : public LayerOf<Self, Options> {
 public:
  static constexpr Renamed renamed[] = {
      {"pool_length", "pool_size"}, {"stride", "strides"}, {"border_mode", "padding"}};
  Tensor call(const Tensor& x, Call& call) const override;
  Config get_config() const override;
  Config get_build_config() const override { return {}; }

 protected:
  explicit PoolingOf(Options options);
};

#define KERATIN_POOLING(Class, Options, rank)                                         \
  class Class final : public PoolingOf<Class, Options, rank> {                        \
   public:                                                                            \
    explicit Class(Options options = {}) : PoolingOf(std::move(options)) {}           \
    /* A template loses against options: g++ takes {.pool_size = 2} for sizes too. */ \
    template <int = 0>                                                                \
    explicit Class(Sizes pool_size, Options options = {})                             \
        : Class((options.pool_size = pool_size, std::move(options))) {}               \
  };
KERATIN_POOLING(MaxPooling1D, MaxPoolingOptions, 1)
KERATIN_POOLING(MaxPooling2D, MaxPoolingOptions, 2)
KERATIN_POOLING(MaxPooling3D, MaxPoolingOptions, 3)
KERATIN_POOLING(AveragePooling1D, AveragePoolingOptions, 1)
KERATIN_POOLING(AveragePooling2D, AveragePoolingOptions, 2)
KERATIN_POOLING(AveragePooling3D, AveragePoolingOptions, 3)
#undef KERATIN_POOLING
using MaxPool1D = MaxPooling1D;
using MaxPool2D = MaxPooling2D;
using MaxPool3D = MaxPooling3D;
using AvgPool1D = AveragePooling1D;
using AvgPool2D = AveragePooling2D;
using AvgPool3D = AveragePooling3D;

}  // namespace keratin::layers

namespace keratin {
#define KERATIN_EXTERN(Class, Options, rank)                                      \
  extern template class Described<layers::Class, layers::Options, layers::Layer>; \
  extern template class layers::LayerOf<layers::Class, layers::Options>;          \
  extern template class layers::PoolingOf<layers::Class, layers::Options, rank>;
KERATIN_EXTERN(MaxPooling1D, MaxPoolingOptions, 1)
KERATIN_EXTERN(MaxPooling2D, MaxPoolingOptions, 2)
KERATIN_EXTERN(MaxPooling3D, MaxPoolingOptions, 3)
KERATIN_EXTERN(AveragePooling1D, AveragePoolingOptions, 1)
KERATIN_EXTERN(AveragePooling2D, AveragePoolingOptions, 2)
KERATIN_EXTERN(AveragePooling3D, AveragePoolingOptions, 3)
#undef KERATIN_EXTERN
}  // namespace keratin
