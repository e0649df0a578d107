// One step of a recurrence: what an RNN repeats along its sequence.
#pragma once
#include <optional>
#include <vector>

#include "keratin/backend/recurrent_function.h"
#include "keratin/layers/layer_of.h"

namespace keratin {
namespace layers {

/// A cell as the backend knows it: its function, and the weights of the product with the state.
struct FusedCell {
  RecurrentFunction function = {};
  Tensor kernel, bias;  // the bias may be undefined
};

/// The base of all cells. A cell of yours derives from RecurrentCellOf, says its state_size, and
/// overrides `call`, which takes {x, states...} and gives {y, new states...}:
///   x [batch, features], states [batch, state_size()[i]] -> y [batch, output_size()]
class RecurrentCell : public Layer {
 public:
  /// The lengths of its states.
  virtual std::vector<int64_t> state_size() const = 0;
  /// The length of its output; that of the first state, unless the cell says otherwise.
  virtual int64_t output_size() const { return state_size().front(); }
  /// The shapes of its states: (batch_size, length) unless the cell says otherwise.
  virtual Shapes state_shapes(int64_t batch_size) const;
  /// The states before the first step: zeros in the compute dtype.
  virtual Tensors get_initial_state(int64_t batch_size) const;

  // How an RNN runs a cell; by default each step is a call. Others can do a part of all steps at
  // once, and have what stays the same in all of them.

  /// How many tensors `constants` gives at most.
  virtual size_t constant_count() const { return 0; }
  /// What all steps of one sequence share, such as Dropout's masks; x is the first step.
  virtual Tensors constants(const Tensor& x, const Tensors& states, Call& call) const;
  /// What the steps need of the inputs, x [batch, features] or all steps of it,
  /// [batch, steps, features].
  virtual Tensor project(const Tensor& x, const Tensors& constants) const;
  /// {y, new states...} of one step, whose x went through `project`.
  virtual Tensors step(const Tensor& projected, const Tensors& states, const Tensors& constants,
                       Call& call) const;
  /// The cell for the backend's call that takes a whole sequence; nothing where a step must be
  /// taken after the other, by `step`.
  virtual std::optional<FusedCell> fused(const Tensors& constants) const;

 protected:
  explicit RecurrentCell(const LayerOptions& options) : Layer(options) {}
};

/// Self, a cell with these arguments.
template <class Self, class Options = NoOptions>
class RecurrentCellOf : public LayerOf<Self, Options, RecurrentCell> {
 protected:
  RecurrentCellOf() = default;
  explicit RecurrentCellOf(Options options)
      : LayerOf<Self, Options, RecurrentCell>(std::move(options)) {}
};

}  // namespace layers

using layers::RecurrentCellOf;
}  // namespace keratin
