// The fully connected recurrent layer.
#include "keratin/layers/rnn/simple_rnn.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/config_order_internal.h"
#include "keratin/layers/rnn/recurrence_arguments_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/matmul.h"

namespace keratin::layers {

SimpleRNNCell::SimpleRNNCell(SimpleRNNCellOptions options)
    : LayerOf(std::move(options)), activation_(options_.activation.make()) {
  set_arguments(with_members_of<Arguments>(options_), 1);
}

void SimpleRNNCell::build(const Shapes& x) {
  fill_weights(x, {units()}, options_.bias_initializer);
}

Tensors SimpleRNNCell::step(const Tensor& projected, const Tensors& states,
                            const Tensors& constants, Call&) const {
  const Tensor h =
      activated(activation_, projected + recurrent_product(states[0], constants, 0, 1));
  return {h, h};
}

std::optional<RecurrentFunction> SimpleRNNCell::function() const {
  return recurrent_function(CellKind::simple, activation_, nullptr);
}

// --- along a sequence ---

SimpleRNN::SimpleRNN(SimpleRNNOptions options) : LayerOf(with_input_shape(std::move(options))) {
  auto cell = with_members_of<SimpleRNNCellOptions>(options_);
  cell.name = "simple_rnn_cell";
  cell.activity_regularizer = {};
  cell.input_shape = Shape();
  cell.autocast = true;
  set_cell(std::make_shared<SimpleRNNCell>(std::move(cell)),
           with_members_of<RecurrenceArguments>(options_));
}

Config SimpleRNN::get_config() const {
  Config config = LayerOf::get_config();
  config = with_activity_regularizer(config, "kernel_constraint");
  config.erase("seed");  // nor does Keras write it
  return config;
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::SimpleRNNCell, layers::SimpleRNNCellOptions, layers::GatedCell>;
template class layers::LayerOf<layers::SimpleRNNCell, layers::SimpleRNNCellOptions,
                               layers::GatedCell>;
template class Described<layers::SimpleRNN, layers::SimpleRNNOptions, layers::Recurrence>;
template class layers::LayerOf<layers::SimpleRNN, layers::SimpleRNNOptions, layers::Recurrence>;
}  // namespace keratin
