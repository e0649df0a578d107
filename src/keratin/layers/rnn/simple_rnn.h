// The fully connected recurrent layer.
#pragma once
#include <optional>

#include "keratin/activations/activation.h"
#include "keratin/layers/rnn/gated_cell.h"
#include "keratin/layers/rnn/rnn.h"

namespace keratin::layers {

struct SimpleRNNCellOptions {
  int64_t units = 0;
  keratin::Activation activation = "tanh";
  bool use_bias = true;
  AnyInitializer kernel_initializer = "glorot_uniform";
  AnyInitializer recurrent_initializer = "orthogonal";
  AnyInitializer bias_initializer = "zeros";
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
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = h' = activation(x . kernel + bias + h . recurrent_kernel)
/// kernel [features, units], recurrent_kernel [units, units], bias [units]
/// Throws ValueError for units below 1, ShapeError for x of another last axis.
/// Elman, "Finding structure in time", 1990.
class SimpleRNNCell final : public LayerOf<SimpleRNNCell, SimpleRNNCellOptions, GatedCell> {
 public:
  static constexpr Renamed renamed[] = {{"output_dim", "units"},
                                        {"init", "kernel_initializer"},
                                        {"inner_init", "recurrent_initializer"},
                                        {"W_regularizer", "kernel_regularizer"},
                                        {"U_regularizer", "recurrent_regularizer"},
                                        {"b_regularizer", "bias_regularizer"},
                                        {"dropout_W", "dropout"},
                                        {"dropout_U", "recurrent_dropout"}};
  static constexpr std::string_view ignored[] = {"consume_less", "time_major", "implementation",
                                                 "input_dim", "input_length"};

  explicit SimpleRNNCell(SimpleRNNCellOptions options);
  explicit SimpleRNNCell(int64_t units, SimpleRNNCellOptions options = {})
      : SimpleRNNCell((options.units = units, std::move(options))) {}

  void build(const Shapes& x) override;
  Tensors step(const Tensor& projected, const Tensors& states, const Tensors& constants,
               Call& call) const override;

 protected:
  std::optional<RecurrentFunction> function() const override;

 private:
  std::shared_ptr<activations::Activation> activation_;
};

struct SimpleRNNOptions {
  int64_t units = 0;
  keratin::Activation activation = "tanh";
  bool use_bias = true;
  AnyInitializer kernel_initializer = "glorot_uniform";
  AnyInitializer recurrent_initializer = "orthogonal";
  AnyInitializer bias_initializer = "zeros";
  AnyRegularizer kernel_regularizer = {};
  AnyRegularizer recurrent_regularizer = {};
  AnyRegularizer bias_regularizer = {};
  AnyRegularizer activity_regularizer = {};
  AnyConstraint kernel_constraint = {};
  AnyConstraint recurrent_constraint = {};
  AnyConstraint bias_constraint = {};
  double dropout = 0;
  double recurrent_dropout = 0;
  bool return_sequences = false;
  bool return_state = false;
  bool go_backwards = false;
  bool stateful = false;
  bool unroll = false;
  std::optional<uint64_t> seed = {};
  bool zero_output_for_mask = false;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  Shape input_shape = {};
  Shape batch_shape = {};
};

/// The cell of the same name along a sequence: see Recurrence.
class SimpleRNN final : public LayerOf<SimpleRNN, SimpleRNNOptions, Recurrence> {
 public:
  static constexpr Renamed renamed[] = {{"output_dim", "units"},
                                        {"init", "kernel_initializer"},
                                        {"inner_init", "recurrent_initializer"},
                                        {"W_regularizer", "kernel_regularizer"},
                                        {"U_regularizer", "recurrent_regularizer"},
                                        {"b_regularizer", "bias_regularizer"},
                                        {"dropout_W", "dropout"},
                                        {"dropout_U", "recurrent_dropout"}};
  static constexpr std::string_view ignored[] = {"consume_less", "time_major", "implementation",
                                                 "input_dim", "input_length"};

  explicit SimpleRNN(SimpleRNNOptions options);
  explicit SimpleRNN(int64_t units, SimpleRNNOptions options = {})
      : SimpleRNN((options.units = units, std::move(options))) {}

  Config get_config() const override;
  int64_t units() const { return options_.units; }
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::SimpleRNNCell, layers::SimpleRNNCellOptions,
                                layers::GatedCell>;
extern template class layers::LayerOf<layers::SimpleRNNCell, layers::SimpleRNNCellOptions,
                                      layers::GatedCell>;
extern template class Described<layers::SimpleRNN, layers::SimpleRNNOptions, layers::Recurrence>;
extern template class layers::LayerOf<layers::SimpleRNN, layers::SimpleRNNOptions,
                                      layers::Recurrence>;
}  // namespace keratin
