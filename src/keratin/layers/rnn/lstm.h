// The layer with a long short-term memory.
#pragma once
#include <optional>

#include "keratin/activations/activation.h"
#include "keratin/layers/rnn/gated_cell.h"
#include "keratin/layers/rnn/rnn.h"

namespace keratin::layers {

struct LSTMCellOptions {
  int64_t units = 0;
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
  int64_t implementation = 2;  // 1: each gate has its own masks of Dropout
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// i, f, g, o = the four blocks of x . kernel + bias + h . recurrent_kernel
/// c' = recurrent_activation(f) * c + recurrent_activation(i) * activation(g)
/// y = h' = recurrent_activation(o) * activation(c');  the states are h and c
/// kernel [features, 4 units], recurrent_kernel [units, 4 units], bias [4 units], which begins with
/// ones for f when unit_forget_bias is set
/// Throws ValueError for units below 1, ShapeError for x of another last axis.
/// Hochreiter and Schmidhuber, "Long short-term memory", 1997; Gers et al., "Learning to forget",
/// 2000.
class LSTMCell final : public LayerOf<LSTMCell, LSTMCellOptions, GatedCell> {
 public:
  static constexpr Renamed renamed[] = {{"output_dim", "units"},
                                        {"init", "kernel_initializer"},
                                        {"inner_init", "recurrent_initializer"},
                                        {"inner_activation", "recurrent_activation"},
                                        {"W_regularizer", "kernel_regularizer"},
                                        {"U_regularizer", "recurrent_regularizer"},
                                        {"b_regularizer", "bias_regularizer"},
                                        {"dropout_W", "dropout"},
                                        {"dropout_U", "recurrent_dropout"}};
  static constexpr std::string_view ignored[] = {"consume_less", "time_major", "input_dim",
                                                 "input_length"};

  explicit LSTMCell(LSTMCellOptions options);
  explicit LSTMCell(int64_t units, LSTMCellOptions options = {})
      : LSTMCell((options.units = units, std::move(options))) {}

  void build(const Shapes& x) override;
  std::vector<int64_t> state_size() const override { return {units(), units()}; }
  Config get_config() const override;
  Tensors step(const Tensor& projected, const Tensors& states, const Tensors& constants,
               Call& call) const override;

 protected:
  std::optional<RecurrentFunction> function() const override;

 private:
  std::shared_ptr<activations::Activation> activation_, recurrent_activation_;
};

struct LSTMOptions {
  int64_t units = 0;
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
  ConfigValue use_cudnn = "auto";  // true is refused: there is none on a CPU
  int64_t implementation = 2;      // 1: each gate has its own masks of Dropout
  bool zero_output_for_mask = false;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  Shape input_shape = {};
  Shape batch_shape = {};
};

/// The cell of the same name along a sequence: see Recurrence.
class LSTM final : public LayerOf<LSTM, LSTMOptions, Recurrence> {
 public:
  static constexpr Renamed renamed[] = {{"output_dim", "units"},
                                        {"init", "kernel_initializer"},
                                        {"inner_init", "recurrent_initializer"},
                                        {"inner_activation", "recurrent_activation"},
                                        {"W_regularizer", "kernel_regularizer"},
                                        {"U_regularizer", "recurrent_regularizer"},
                                        {"b_regularizer", "bias_regularizer"},
                                        {"dropout_W", "dropout"},
                                        {"dropout_U", "recurrent_dropout"}};
  static constexpr std::string_view ignored[] = {"consume_less", "time_major", "input_dim",
                                                 "input_length"};

  explicit LSTM(LSTMOptions options);
  explicit LSTM(int64_t units, LSTMOptions options = {})
      : LSTM((options.units = units, std::move(options))) {}

  Config get_config() const override;
  int64_t units() const { return options_.units; }
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::LSTMCell, layers::LSTMCellOptions, layers::GatedCell>;
extern template class layers::LayerOf<layers::LSTMCell, layers::LSTMCellOptions, layers::GatedCell>;
extern template class Described<layers::LSTM, layers::LSTMOptions, layers::Recurrence>;
extern template class layers::LayerOf<layers::LSTM, layers::LSTMOptions, layers::Recurrence>;
}  // namespace keratin
