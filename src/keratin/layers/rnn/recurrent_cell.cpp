// One step of a recurrence: what an RNN repeats along its sequence.
#include "keratin/layers/rnn/recurrent_cell.h"

#include "keratin/tensor/creation.h"

namespace keratin::layers {

Shapes RecurrentCell::state_shapes(int64_t batch_size) const {
  Shapes shapes;
  for (const int64_t length : state_size()) shapes.push_back({batch_size, length});
  return shapes;
}

Tensors RecurrentCell::get_initial_state(int64_t batch_size) const {
  Tensors states;
  for (const Shape& shape : state_shapes(batch_size)) {
    states.push_back(zeros(shape, compute_dtype()));
  }
  return states;
}

Tensors RecurrentCell::constants(const Tensor&, const Tensors&, Call&) const { return {}; }

Tensor RecurrentCell::project(const Tensor& x, const Tensors&) const { return x; }

std::optional<FusedCell> RecurrentCell::fused(const Tensors&) const { return {}; }

Tensors RecurrentCell::step(const Tensor& projected, const Tensors& states, const Tensors&,
                            Call&) const {
  Tensors all(projected);
  for (const Tensor& state : states) all.push_back(state);
  return outputs_for(all);
}

}  // namespace keratin::layers
