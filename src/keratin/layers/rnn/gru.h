// The layer of gated recurrent units.
#pragma once
#include <optional>

#include "keratin/activations/activation.h"
#include "keratin/layers/rnn/gated_cell.h"
#include "keratin/layers/rnn/rnn.h"

namespace keratin::layers {

struct GRUCellOptions {
  int64_t units = 0;
  keratin::Activation activation = "tanh";
  keratin::Activation recurrent_activation = "sigmoid";
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
  bool reset_after = true;
  std::optional<uint64_t> seed = {};
  int64_t implementation = 2;  // 1: each gate has its own masks of Dropout
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// z, r, g = the three blocks of x . kernel + bias[0] and of h . recurrent_kernel + bias[1]
/// z = recurrent_activation(x_z + h_z), r = recurrent_activation(x_r + h_r)
/// y = h' = z * h + (1 - z) * activation(x_g + r * h_g)
/// Without reset_after the last product is of r * h, and there is one bias.
/// kernel [features, 3 units], recurrent_kernel [units, 3 units], bias [2, 3 units], or [3 units]
/// Throws ValueError for units below 1, ShapeError for x of another last axis.
/// Cho et al., "Learning phrase representations using RNN encoder-decoder for statistical machine
/// translation", 2014.
class GRUCell final : public LayerOf<GRUCell, GRUCellOptions, GatedCell> {
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

  explicit GRUCell(GRUCellOptions options);
  explicit GRUCell(int64_t units, GRUCellOptions options = {})
      : GRUCell((options.units = units, std::move(options))) {}

  void build(const Shapes& x) override;
  Tensors step(const Tensor& projected, const Tensors& states, const Tensors& constants,
               Call& call) const override;

 protected:
  std::optional<RecurrentFunction> function() const override;
  Tensor state_bias() const override;

 private:
  Tensor input_bias() const override;
  Tensor candidate(const Tensor& x, const Tensor& h, const Tensor& reset, const Tensor& inner,
                   const Tensors& constants) const;

  std::shared_ptr<activations::Activation> activation_, recurrent_activation_;
};

struct GRUOptions {
  int64_t units = 0;
  keratin::Activation activation = "tanh";
  keratin::Activation recurrent_activation = "sigmoid";
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
  std::optional<uint64_t> seed = {};
  bool return_sequences = false;
  bool return_state = false;
  bool go_backwards = false;
  bool stateful = false;
  bool unroll = false;
  bool reset_after = true;
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
class GRU final : public LayerOf<GRU, GRUOptions, Recurrence> {
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

  explicit GRU(GRUOptions options);
  explicit GRU(int64_t units, GRUOptions options = {})
      : GRU((options.units = units, std::move(options))) {}

  Config get_config() const override;
  int64_t units() const { return options_.units; }
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::GRUCell, layers::GRUCellOptions, layers::GatedCell>;
extern template class layers::LayerOf<layers::GRUCell, layers::GRUCellOptions, layers::GatedCell>;
extern template class Described<layers::GRU, layers::GRUOptions, layers::Recurrence>;
extern template class layers::LayerOf<layers::GRU, layers::GRUOptions, layers::Recurrence>;
}  // namespace keratin
