// The layer of gated recurrent units.
#include "keratin/layers/rnn/gru.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/config_order_internal.h"
#include "keratin/layers/rnn/recurrence_arguments_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/matmul.h"

namespace keratin::layers {

GRUCell::GRUCell(GRUCellOptions options)
    : LayerOf(std::move(options)),
      activation_(options_.activation.make()),
      recurrent_activation_(options_.recurrent_activation.make()) {
  set_arguments(with_members_of<Arguments>(options_), 3);
}

void GRUCell::build(const Shapes& x) {
  const int64_t columns = 3 * units();
  fill_weights(x, options_.reset_after ? Shape{2, columns} : Shape{columns},
               options_.bias_initializer);
}

Tensor GRUCell::input_bias() const {
  if (!bias().defined() || !options_.reset_after) return GatedCell::input_bias();
  return weight(bias())[{0}];
}

/// What may come into the state, before its activation. `inner` is h . recurrent_kernel, of the
/// candidate too with reset_after.
Tensor GRUCell::candidate(const Tensor& x, const Tensor& h, const Tensor& reset,
                          const Tensor& inner, const Tensors& constants) const {
  if (options_.reset_after) return x + reset * gate(inner, 2);
  return x + recurrent_product(reset * h, constants, 2, 1);
}

Tensors GRUCell::step(const Tensor& projected, const Tensors& states, const Tensors& constants,
                      Call&) const {
  const Tensor& h = states[0];
  Tensor inner = recurrent_product(h, constants, 0, options_.reset_after ? 3 : 2);
  const Tensor of_state = state_bias();
  if (of_state.defined()) inner = inner + of_state;
  const Tensor z = activated(recurrent_activation_, gate(projected, 0) + gate(inner, 0));
  const Tensor r = activated(recurrent_activation_, gate(projected, 1) + gate(inner, 1));
  const Tensor next = activated(activation_, candidate(gate(projected, 2), h, r, inner, constants));
  const Tensor y = z * h + (1 - z) * next;
  return {y, y};
}

// Without reset_after a step has two products, one after the other.
std::optional<RecurrentFunction> GRUCell::function() const {
  if (!options_.reset_after) return {};
  return recurrent_function(CellKind::gru, activation_, recurrent_activation_);
}

Tensor GRUCell::state_bias() const {
  return bias().defined() && options_.reset_after ? weight(bias())[{1}] : Tensor();
}

// --- along a sequence ---

GRU::GRU(GRUOptions options) : LayerOf(with_input_shape(std::move(options))) {
  check_cudnn("GRU", options_.use_cudnn);
  auto cell = with_members_of<GRUCellOptions>(options_);
  cell.name = "gru_cell";
  cell.activity_regularizer = {};
  cell.input_shape = Shape();
  cell.autocast = true;
  set_cell(std::make_shared<GRUCell>(std::move(cell)),
           with_members_of<RecurrenceArguments>(options_));
}

Config GRU::get_config() const {
  Config config = LayerOf::get_config();
  config = with_activity_regularizer(config, "kernel_constraint");
  return placed_before(config, "reset_after", "seed");
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::GRUCell, layers::GRUCellOptions, layers::GatedCell>;
template class layers::LayerOf<layers::GRUCell, layers::GRUCellOptions, layers::GatedCell>;
template class Described<layers::GRU, layers::GRUOptions, layers::Recurrence>;
template class layers::LayerOf<layers::GRU, layers::GRUOptions, layers::Recurrence>;
}  // namespace keratin
