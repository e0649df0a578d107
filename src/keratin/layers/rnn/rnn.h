// A recurrent layer over any cell.
#pragma once
#include <initializer_list>
#include <memory>
#include <vector>

#include "keratin/layers/any_layer.h"
#include "keratin/layers/rnn/recurrent_cell.h"

namespace keratin::layers {

/// What all recurrent layers are told beside the arguments of their cells.
struct RecurrenceArguments {
  bool return_sequences = false;
  bool return_state = false;
  bool go_backwards = false;
  bool stateful = false;
  bool unroll = false;
  bool zero_output_for_mask = false;
  Shape batch_shape = {};
};

/// The base of all recurrent layers: it repeats its cell along the second axis.
///   x [batch, steps, features] -> y [batch, units], the output of the last step, or with
///   return_sequences [batch, steps, units]; with return_state also the states after the last step
/// A step whose mask is false leaves the states as they are; its output is that of the step before,
/// or zeros with zero_output_for_mask. With go_backwards the last step comes first, also in y.
/// Call option initial_state: the states before the first step, else zeros or, with stateful, those
/// that the last call left. As in Keras, a call with an initial_state does not look at a mask that
/// rides on x, which still rides on y: the option mask gives it one.
/// Throws ShapeError for other inputs and for no steps, ValueError for other states.
class Recurrence : public Layer {
 public:
  void build(const Shapes& x) override;
  Tensors call(const Tensors& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }

  const RecurrentCell& cell() const { return *cell_; }
  bool return_sequences() const { return arguments_.return_sequences; }
  bool return_state() const { return arguments_.return_state; }
  bool go_backwards() const { return arguments_.go_backwards; }
  bool stateful() const { return arguments_.stateful; }
  /// What a stateful layer begins with next; empty before it is built.
  std::vector<Tensor> states() const;
  /// Makes them zeros.
  void reset_state();
  void reset_states() { reset_state(); }

 protected:
  explicit Recurrence(const LayerOptions& options);
  /// For constructors.
  void set_cell(std::shared_ptr<Layer> cell, RecurrenceArguments arguments);
  static constexpr bool comes_first(std::string_view name) {
    for (const std::string_view first : {"return_sequences", "return_state", "go_backwards",
                                         "stateful", "unroll", "zero_output_for_mask"}) {
      if (name == first) return true;
    }
    return false;
  }
  static bool is_hidden(std::string_view name);

 private:
  Tensor compute_mask(const Tensors& x, const Tensors& masks) const override;
  Tensors states_before(const Tensor& x, Call& call) const;
  Tensors run(const Tensor& x, Tensors states, const Tensor& mask, Call& call) const;
  /// All steps in one call of the backend; nothing where they must be taken one by one.
  Tensors run_at_once(const Tensor& projected, const Tensors& states, const Tensor& mask,
                      const Tensors& constants) const;

  std::shared_ptr<RecurrentCell> cell_;
  RecurrenceArguments arguments_;
  std::shared_ptr<std::vector<Variable>> states_;
};

struct RNNOptions {
  AnyLayer cell = {};
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
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
  Shape batch_shape = {};
};

/// RNN(cell), or RNN({cell, cell}), which stacks them: see Recurrence. Throws ValueError for a
/// layer that is no RecurrentCell.
class RNN final : public LayerOf<RNN, RNNOptions, Recurrence> {
 public:
  explicit RNN(RNNOptions options);
  template <std::derived_from<RecurrentCell> C>
  explicit RNN(const C& cell, RNNOptions options = {})
      : RNN((options.cell = cell, std::move(options))) {}
  explicit RNN(const std::vector<AnyLayer>& cells, RNNOptions options = {});
  RNN(std::initializer_list<AnyLayer> cells, RNNOptions options = {});
};

struct StackedRNNCellsOptions {
  std::vector<AnyLayer> cells = {};
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// Cells one on the other, as one cell, whose states are those of all of them. Throws ValueError
/// for an empty list and for a layer that is no RecurrentCell.
class StackedRNNCells final
    : public LayerOf<StackedRNNCells, StackedRNNCellsOptions, RecurrentCell> {
 public:
  explicit StackedRNNCells(StackedRNNCellsOptions options);
  explicit StackedRNNCells(const std::vector<AnyLayer>& cells, StackedRNNCellsOptions options = {});

  void build(const Shapes& x) override;
  Tensors call(const Tensors& x, Call& call) const override;
  std::vector<int64_t> state_size() const override;
  int64_t output_size() const override { return cells_.back()->output_size(); }
  Tensors get_initial_state(int64_t batch_size) const override;
  size_t constant_count() const override;
  Tensors constants(const Tensor& x, const Tensors& states, Call& call) const override;
  Tensors step(const Tensor& projected, const Tensors& states, const Tensors& constants,
               Call& call) const override;
  /// Where the last cell's states begin.
  size_t first_state_of_last() const;

 private:
  std::vector<std::shared_ptr<RecurrentCell>> cells_;
};

/// The layer as a cell. Throws ValueError, in which `owner` wants one, for another layer.
std::shared_ptr<RecurrentCell> as_cell(const char* owner, const std::shared_ptr<Layer>& layer);

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::RNN, layers::RNNOptions, layers::Recurrence>;
extern template class layers::LayerOf<layers::RNN, layers::RNNOptions, layers::Recurrence>;
extern template class Described<layers::StackedRNNCells, layers::StackedRNNCellsOptions,
                                layers::RecurrentCell>;
extern template class layers::LayerOf<layers::StackedRNNCells, layers::StackedRNNCellsOptions,
                                      layers::RecurrentCell>;
}  // namespace keratin
