// Convolutional LSTMs: a sequence of signals, images or volumes.
#pragma once
#include <optional>

#include "keratin/activations/activation.h"
#include "keratin/layers/data_format.h"
#include "keratin/layers/rnn/rnn.h"
#include "keratin/tensor/sizes.h"

namespace keratin::layers {

struct ConvLSTMOptions {
  int64_t filters = 0;
  Sizes kernel_size = {};
  Sizes strides = 1;
  std::string padding = "valid";             // or "same"
  DataFormat data_format = "channels_last";  // or "channels_first"
  Sizes dilation_rate = 1;
  keratin::Activation activation = "tanh";
  keratin::Activation recurrent_activation = "sigmoid";
  bool use_bias = true;
  AnyInitializer kernel_initializer = "glorot_uniform";
  AnyInitializer recurrent_initializer = "orthogonal";
  AnyInitializer bias_initializer = "zeros";
  bool unit_forget_bias = true;
  AnyRegularizer kernel_regularizer = {};
  AnyRegularizer recurrent_regularizer = {};
  AnyRegularizer bias_regularizer = {};
  AnyRegularizer activity_regularizer = {};
  AnyConstraint kernel_constraint = {};
  AnyConstraint recurrent_constraint = {};
  AnyConstraint bias_constraint = {};
  double dropout = 0;
  double recurrent_dropout = 0;
  std::optional<uint64_t> seed = {};
  bool return_sequences = false;
  bool return_state = false;
  bool go_backwards = false;
  bool stateful = false;
  bool unroll = false;
  bool zero_output_for_mask = false;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  Shape input_shape = {};
  Shape batch_shape = {};
};

/// An LSTM whose products are convolutions: that of the input has strides, padding and
/// dilation_rate, that of the state keeps its lengths.
///   i, f, g, o = the four blocks of conv(x, kernel) + bias + conv(h, recurrent_kernel)
///   c' = recurrent_activation(f) * c + recurrent_activation(i) * activation(g)
///   y = h' = recurrent_activation(o) * activation(c');  the states are h and c
/// x [batch, steps, lengths..., channels] -> y [batch, outputs..., filters], with return_sequences
/// [batch, steps, outputs..., filters]; with "channels_first" the channels stand in front of the
/// lengths. kernel [kernel_size..., channels, 4 filters], recurrent_kernel [kernel_size...,
/// filters, 4 filters], bias [4 filters], which begins with ones for f when unit_forget_bias is
/// set. The lengths must be known. Masks, states and directions: see Recurrence. Throws ValueError
/// for filters, kernel_size, strides or dilation_rate below 1, strides beside a dilation, another
/// padding and unknown lengths; ShapeError for x of another number of axes and of other lengths or
/// channels. Shi et al., "Convolutional LSTM network", 2015, without its weights from c to the
/// gates.
template <class Self, int rank>
class ConvLSTMOf : public LayerOf<Self, ConvLSTMOptions, Recurrence> {
 public:
  static constexpr Renamed renamed[] = {{"nb_filter", "filters"},
                                        {"subsample", "strides"},
                                        {"border_mode", "padding"},
                                        {"init", "kernel_initializer"},
                                        {"inner_init", "recurrent_initializer"},
                                        {"inner_activation", "recurrent_activation"},
                                        {"W_regularizer", "kernel_regularizer"},
                                        {"U_regularizer", "recurrent_regularizer"},
                                        {"b_regularizer", "bias_regularizer"},
                                        {"dropout_W", "dropout"},
                                        {"dropout_U", "recurrent_dropout"}};
  static constexpr std::string_view ignored[] = {"time_major"};

  void build(const Shapes& x) override;
  Config get_config() const override;
  int64_t filters() const { return this->options_.filters; }

 protected:
  explicit ConvLSTMOf(ConvLSTMOptions options);
};

#define KERATIN_CONV_LSTM(Class, rank)                                          \
  class Class final : public ConvLSTMOf<Class, rank> {                          \
   public:                                                                      \
    explicit Class(ConvLSTMOptions options) : ConvLSTMOf(std::move(options)) {} \
    Class(int64_t filters, Sizes kernel_size, ConvLSTMOptions options = {})     \
        : Class((options.filters = filters, options.kernel_size = kernel_size,  \
                 std::move(options))) {}                                        \
  };
KERATIN_CONV_LSTM(ConvLSTM1D, 1)
KERATIN_CONV_LSTM(ConvLSTM2D, 2)
KERATIN_CONV_LSTM(ConvLSTM3D, 3)
#undef KERATIN_CONV_LSTM

}  // namespace keratin::layers

namespace keratin {
#define KERATIN_EXTERN(Class, rank)                                                            \
  extern template class Described<layers::Class, layers::ConvLSTMOptions, layers::Recurrence>; \
  extern template class layers::LayerOf<layers::Class, layers::ConvLSTMOptions,                \
                                        layers::Recurrence>;                                   \
  extern template class layers::ConvLSTMOf<layers::Class, rank>;
KERATIN_EXTERN(ConvLSTM1D, 1)
KERATIN_EXTERN(ConvLSTM2D, 2)
KERATIN_EXTERN(ConvLSTM3D, 3)
#undef KERATIN_EXTERN
}  // namespace keratin
