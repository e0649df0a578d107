// One step of a convolutional LSTM: LSTMCell with convolutions in the place of its products.
#pragma once
#include <memory>
#include <optional>

#include "keratin/activations/activation.h"
#include "keratin/layers/data_format.h"
#include "keratin/layers/rnn/recurrent_cell.h"
#include "keratin/ops/convolution.h"
#include "keratin/tensor/sizes.h"

namespace keratin::layers {

/// A part of the layers' arguments.
struct ConvLSTMCellOptions {
  int64_t rank = 0;
  int64_t filters = 0;
  Sizes kernel_size = {};
  Sizes strides = 1;
  std::string padding = "valid";
  DataFormat data_format = "channels_last";
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
  AnyConstraint kernel_constraint = {};
  AnyConstraint recurrent_constraint = {};
  AnyConstraint bias_constraint = {};
  double dropout = 0;
  double recurrent_dropout = 0;
  std::optional<uint64_t> seed = {};
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
};

/// x [batch, lengths..., channels], states [batch, outputs..., filters]: see ConvLSTM2D. The
/// lengths are those that it was built for. Arguments are checked by the layer.
class ConvLSTMCell final : public RecurrentCellOf<ConvLSTMCell, ConvLSTMCellOptions> {
 public:
  explicit ConvLSTMCell(ConvLSTMCellOptions options);

  void build(const Shapes& x) override;
  std::vector<int64_t> state_size() const override { return {options_.filters, options_.filters}; }
  Shapes state_shapes(int64_t batch_size) const override;
  size_t constant_count() const override { return 2; }
  Tensors constants(const Tensor& x, const Tensors& states, Call& call) const override;
  Tensor project(const Tensor& x, const Tensors& constants) const override;
  Tensors step(const Tensor& projected, const Tensors& states, const Tensors& constants,
               Call& call) const override;
  Tensors call(const Tensors& x, Call& call) const override;

 private:
  int rank() const { return static_cast<int>(options_.rank); }
  int channel_axis() const { return options_.data_format.is_channels_first() ? 1 : rank() + 1; }
  ops::ConvOptions window() const;
  Tensor weight(const Variable& variable) const;
  /// The channels or units of gate i.
  Tensor gate(const Tensor& all, int axis, int64_t i) const;
  /// The convolution of one step or of all.
  Tensor convolved(const Tensor& x, const Tensor& kernel, const Tensor& bias,
                   const ops::ConvOptions& window) const;
  /// That of x with the kernels of all gates; of x times the mask of each, if there is
  /// one.
  Tensor gates(const Tensor& x, const Tensor& masks, const Tensor& kernel, const Tensor& bias,
               const ops::ConvOptions& window) const;
  Tensor masks_for(const Tensor& x, double rate, bool is_of_state, Call& call) const;

  std::shared_ptr<activations::Activation> activation_, recurrent_activation_;
  std::shared_ptr<RandomStream> random_;
  Shape step_;   // of an input that it was built for
  Shape state_;  // of a state without the batch
  Variable kernel_ = declare("kernel"), recurrent_kernel_ = declare("recurrent_kernel");
  Variable bias_ = declare("bias");
};

}  // namespace keratin::layers
