// The layer with a long short-term memory.
#include "keratin/layers/rnn/lstm.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/config_order_internal.h"
#include "keratin/layers/rnn/recurrence_arguments_internal.h"
#include "keratin/layers/rnn/unit_forget_bias_internal.h"
#include "keratin/ops/arithmetic.h"

namespace keratin::layers {

LSTMCell::LSTMCell(LSTMCellOptions options)
    : LayerOf(std::move(options)),
      activation_(options_.activation.make()),
      recurrent_activation_(options_.recurrent_activation.make()) {
  set_arguments(with_members_of<Arguments>(options_), 4);
}

Config LSTMCell::get_config() const {
  return placed_before(LayerOf::get_config(), "unit_forget_bias", "kernel_initializer");
}

void LSTMCell::build(const Shapes& x) {
  fill_weights(x, {4 * units()},
               options_.unit_forget_bias ? unit_forget_bias(options_.bias_initializer, units())
                                         : options_.bias_initializer);
}

Tensors LSTMCell::step(const Tensor& projected, const Tensors& states, const Tensors& constants,
                       Call&) const {
  const Tensor all = projected + recurrent_product(states[0], constants, 0, 4);
  const Tensor i = activated(recurrent_activation_, gate(all, 0));
  const Tensor f = activated(recurrent_activation_, gate(all, 1));
  const Tensor c = f * states[1] + i * activated(activation_, gate(all, 2));
  const Tensor h = activated(recurrent_activation_, gate(all, 3)) * activated(activation_, c);
  return {h, h, c};
}

std::optional<RecurrentFunction> LSTMCell::function() const {
  return recurrent_function(CellKind::lstm, activation_, recurrent_activation_);
}

// --- along a sequence ---

LSTM::LSTM(LSTMOptions options) : LayerOf(with_input_shape(std::move(options))) {
  check_cudnn("LSTM", options_.use_cudnn);
  auto cell = with_members_of<LSTMCellOptions>(options_);
  cell.name = "lstm_cell";
  cell.activity_regularizer = {};
  cell.input_shape = Shape();
  cell.autocast = true;
  set_cell(std::make_shared<LSTMCell>(std::move(cell)),
           with_members_of<RecurrenceArguments>(options_));
}

Config LSTM::get_config() const {
  Config config = LayerOf::get_config();
  config = with_activity_regularizer(config, "kernel_constraint");
  return config;
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::LSTMCell, layers::LSTMCellOptions, layers::GatedCell>;
template class layers::LayerOf<layers::LSTMCell, layers::LSTMCellOptions, layers::GatedCell>;
template class Described<layers::LSTM, layers::LSTMOptions, layers::Recurrence>;
template class layers::LayerOf<layers::LSTM, layers::LSTMOptions, layers::Recurrence>;
}  // namespace keratin
