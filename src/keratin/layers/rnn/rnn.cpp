// A recurrent layer over any cell.
#include "keratin/layers/rnn/rnn.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/filled.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/recurrence_internal.h"
#include "keratin/tensor/creation.h"

namespace keratin::layers {

std::shared_ptr<RecurrentCell> as_cell(const char* owner, const std::shared_ptr<Layer>& layer) {
  auto cell = std::dynamic_pointer_cast<RecurrentCell>(layer);
  if (cell) return cell;
  throw_value_error(text(owner,
                         ": Argument `cell` should be a RecurrentCell, with a `call` method "
                         "and a `state_size`. Received: cell=",
                         layer ? layer->to_string() : "None"));
}

// --- building ---

Recurrence::Recurrence(const LayerOptions& options)
    : Layer(options), states_(std::make_shared<std::vector<Variable>>()) {}

void Recurrence::set_cell(std::shared_ptr<Layer> cell, RecurrenceArguments arguments) {
  as_cell("RNN", cell);
  cell_ = as_cell("RNN", track("cell", std::move(cell)));
  arguments_ = std::move(arguments);
}

bool Recurrence::is_hidden(std::string_view name) {
  return name == "batch_shape" || name == "implementation" || name == "use_cudnn" ||
         Layer::is_hidden(name);
}

void Recurrence::build(const Shapes& inputs) {
  const Shape& x = inputs[0];
  if (x.rank() < 3) {
    throw_shape_error(text("expected ndim=3 (batch, steps, features), found ndim=", x.rank(),
                           ". Full shape received: ", x));
  }
  cell_->ensure_built(x.erased(1));
  if (!arguments_.stateful || !states_->empty()) return;
  const int64_t batch =
      x[0] == None && !arguments_.batch_shape.empty() ? arguments_.batch_shape[0] : x[0];
  if (batch == None) {
    throw_value_error(
        text("When using `stateful=True` in a RNN, the batch size must be static. Found dynamic "
             "batch size: sequence.shape=",
             x),
        {}, "Input({.batch_shape = {32, 10, 8}})");
  }
  for (const Tensor& state : cell_->get_initial_state(batch)) {
    states_->emplace_back(state.as_dtype(dtype()),
                          VariableOptions{.name = "rnn_state", .trainable = false});
  }
}

std::vector<Tensor> Recurrence::states() const {
  std::vector<Tensor> values;
  for (const Variable& state : *states_) values.push_back(state.value());
  return values;
}

void Recurrence::reset_state() {
  for (Variable& state : *states_) state.assign(ops::zeros_like(state.value()));
}

// --- calling ---

Tensors Recurrence::states_before(const Tensor& x, Call& call) const {
  const Shapes shapes = cell_->state_shapes(x.len());
  Tensors states;
  if (!call.initial_state().empty()) {
    states = call.initial_state();
  } else if (x.device() == kMeta) {
    for (const Shape& shape : shapes) states.push_back(Tensor(shape, x.dtype(), kMeta));
  } else if (arguments_.stateful) {
    for (const Variable& state : *states_) states.push_back(state.value());
  } else {
    states = cell_->get_initial_state(x.len());
  }
  if (states.size() != shapes.size()) {
    throw_value_error(
        text("the layer has ", shapes.size(), " states, but initial_state has ", states.size()));
  }
  if (arguments_.stateful && states[0].len() != x.len()) {
    throw_value_error(
        text("If an RNN is stateful, the batch size of the input sequences must be the same as the "
             "batch size of the initial state. Expected batch size: ",
             states[0].len(), ". Received batch size: ", x.len()));
  }
  for (size_t i = 0; i < states.size(); ++i) {
    Tensor& state = states[i];
    if (state.shape() != shapes[i]) {
      throw_shape_error(text("state ", i, " must be ", shapes[i]),
                        {{"input", describe(x)}, {"state", describe(state)}});
    }
    state = state.as_dtype(cell_->compute_dtype()).to(x.device());
  }
  return states;
}

namespace {

/// a where the mask [batch] of the step is true, else b.
Tensor chosen(const Tensor& mask, const Tensor& a, const Tensor& b) {
  Tensor condition = mask;
  while (condition.ndim() < a.ndim()) condition = condition.expand_dims(condition.ndim());
  return ops::where(condition, a, b);
}

void check_mask(const Tensor& mask, const Tensor& x) {
  if (!mask.defined()) return;
  if (mask.ndim() == 2 && mask.len() == x.len() && mask.shape()[1] == x.shape()[1]) return;
  throw_shape_error("the mask must be (batch, steps), as the input",
                    {{"input", describe(x)}, {"mask", describe(mask)}});
}

/// Keras looks for a mask on the input of a call only where that is its one tensor.
Tensor mask_for(const Call& call) {
  return call.initial_state().empty() || call.is_given_masks() ? call.mask(0) : Tensor();
}

/// Shapes only: y of all steps from that of one.
Tensor stretched(const Tensor& y, int64_t steps) {
  return Tensor(y.shape().inserted(1, steps), y.dtype(), y.device());
}

}  // namespace

Tensors Recurrence::run(const Tensor& x, Tensors states, const Tensor& mask, Call& call) const {
  const int64_t steps = x.shape()[1];
  const bool is_shape_only = x.device() == kMeta;
  const auto* stack = dynamic_cast<const StackedRNNCells*>(cell_.get());
  const size_t first = stack ? stack->first_state_of_last() : 0;  // what stands for a masked output
  const Tensors same = cell_->constants(x[{slice(), 0}], states, call);
  const Tensor projected = cell_->project(x, same);
  if (Tensors all = run_at_once(projected, states, mask, same); !all.empty()) return all;
  std::vector<Tensor> outputs;
  Tensor y;
  for (int64_t i = 0; i < (is_shape_only ? 1 : steps); ++i) {
    const int64_t t = arguments_.go_backwards ? steps - 1 - i : i;
    const Tensors after = cell_->step(projected[{slice(), t}], states, same, call);
    if (after.size() != states.size() + 1) {
      throw_value_error(text(cell_->title(), " gives ", after.size(), " tensors, expected 1 and ",
                             states.size(), " states"));
    }
    if (!mask.defined() || is_shape_only) {
      y = after[0];
      for (size_t k = 0; k < states.size(); ++k) states[k] = after[k + 1];
    } else {
      const Tensor here = mask[{slice(), t}];
      Tensor otherwise = states[first];
      if (arguments_.unroll) {
        otherwise = y.defined() ? y : ops::zeros_like(after[0]);
      } else if (arguments_.zero_output_for_mask) {
        otherwise = ops::zeros_like(after[0]);
      }
      y = chosen(here, after[0], otherwise);
      for (size_t k = 0; k < states.size(); ++k) {
        states[k] = chosen(here, after[k + 1], states[k]);
      }
    }
    if (arguments_.return_sequences) outputs.push_back(y);
  }
  if (arguments_.return_sequences) y = is_shape_only ? stretched(y, steps) : ops::stack(outputs, 1);
  Tensors all(y);
  for (const Tensor& state : states) all.push_back(state);
  return all;
}

Tensors Recurrence::run_at_once(const Tensor& projected, const Tensors& states, const Tensor& mask,
                                const Tensors& constants) const {
  const bool zeroes_last = arguments_.zero_output_for_mask && !arguments_.return_sequences;
  if (projected.device() == kMeta || (mask.defined() && (arguments_.unroll || zeroes_last))) {
    return {};
  }
  const std::optional<FusedCell> cell = cell_->fused(constants);
  if (!cell) return {};
  return ops::recurrent(cell->function,
                        {.goes_backwards = arguments_.go_backwards,
                         .zero_output_for_mask = arguments_.zero_output_for_mask},
                        {.projected = projected,
                         .kernel = cell->kernel,
                         .bias = cell->bias,
                         .mask = mask,
                         .h = states[0],
                         .c = states.size() > 1 ? states[1] : Tensor()},
                        arguments_.return_sequences);
}

Tensors Recurrence::call(const Tensors& inputs, Call& call) const {
  if (inputs.size() != 1) {
    throw_value_error(text("the layer takes one input, received ", inputs.size()), {},
                      "layer(x, {.initial_state = {h}})");
  }
  const Tensor x = inputs[0].as_dtype(cell_->compute_dtype());
  if (x.ndim() < 3 || x.shape()[1] == 0) {
    throw_shape_error("the input must be (batch, steps, features), with one step or more",
                      {{"input", describe(x)}});
  }
  const Tensor mask = mask_for(call);
  check_mask(mask, x);
  const Tensors after =
      run(x, states_before(x, call), mask.defined() ? mask.as_dtype(bool_) : mask, call);
  Tensors results;
  for (const Tensor& y : after) results.push_back(y.as_dtype(compute_dtype()));
  if (arguments_.stateful && x.device() != kMeta) {
    for (size_t i = 0; i < states_->size(); ++i) {
      call.update((*states_)[i], after[i + 1].as_dtype(dtype()));
    }
  }
  return arguments_.return_state ? results : Tensors(results[0]);
}

Tensor Recurrence::compute_mask(const Tensors&, const Tensors& masks) const {
  return arguments_.return_sequences && !masks.empty() ? masks[0] : Tensor();
}

// --- over a cell that is given ---

RNN::RNN(RNNOptions options) : LayerOf(std::move(options)) {
  set_cell(options_.cell.get(), with_members_of<RecurrenceArguments>(options_));
}

RNN::RNN(const std::vector<AnyLayer>& cells, RNNOptions options)
    : RNN((options.cell = StackedRNNCells(cells), std::move(options))) {}

RNN::RNN(std::initializer_list<AnyLayer> cells, RNNOptions options)
    : RNN(std::vector<AnyLayer>(cells), std::move(options)) {}

// --- several cells ---

StackedRNNCells::StackedRNNCells(const std::vector<AnyLayer>& cells, StackedRNNCellsOptions options)
    : StackedRNNCells((options.cells = cells, std::move(options))) {}

StackedRNNCells::StackedRNNCells(StackedRNNCellsOptions options) : LayerOf(std::move(options)) {
  if (options_.cells.empty()) throw_value_error("StackedRNNCells: needs at least one cell");
  for (const AnyLayer& cell : options_.cells) {
    as_cell("StackedRNNCells", cell.get());
    cells_.push_back(as_cell("StackedRNNCells", track("cells/", cell.get())));
  }
}

void StackedRNNCells::build(const Shapes& inputs) {
  Shape x = inputs[0];
  for (const auto& cell : cells_) {
    cell->ensure_built(x);
    x = {x[0], cell->output_size()};
  }
}

std::vector<int64_t> StackedRNNCells::state_size() const {
  std::vector<int64_t> all;
  for (const auto& cell : cells_) {
    for (const int64_t length : cell->state_size()) all.push_back(length);
  }
  return all;
}

size_t StackedRNNCells::first_state_of_last() const {
  return state_size().size() - cells_.back()->state_size().size();
}

Tensors StackedRNNCells::get_initial_state(int64_t batch_size) const {
  Tensors all;
  for (const auto& cell : cells_) {
    for (const Tensor& state : cell->get_initial_state(batch_size)) all.push_back(state);
  }
  return all;
}

namespace {

Tensors part_of(const Tensors& all, size_t& next, size_t count) {
  Tensors part;
  for (size_t i = 0; i < count && next < all.size(); ++i) part.push_back(all[next++]);
  return part;
}

}  // namespace

size_t StackedRNNCells::constant_count() const {
  size_t count = 0;
  for (const auto& cell : cells_) count += cell->constant_count();
  return count;
}

Tensors StackedRNNCells::constants(const Tensor& x, const Tensors& states, Call& call) const {
  Tensors all;
  Tensor input = x;
  size_t next = 0;
  for (const auto& cell : cells_) {
    const Tensors own = part_of(states, next, cell->state_size().size());
    const Tensors same = cell->constants(input, own, call);
    for (size_t i = 0; i < cell->constant_count(); ++i) {
      all.push_back(i < same.size() ? same[i] : Tensor());
    }
    input = zeros({x.len(), cell->output_size()}, x.dtype(), x.device());
  }
  return all;
}

Tensors StackedRNNCells::step(const Tensor& projected, const Tensors& states,
                              const Tensors& constants, Call& call) const {
  Tensor x = projected;
  Tensors after;
  size_t next = 0, next_constant = 0;
  for (const auto& cell : cells_) {
    const Tensors own = part_of(states, next, cell->state_size().size());
    const Tensors same = part_of(constants, next_constant, cell->constant_count());
    const Tensors one = cell->step(cell->project(x, same), own, same, call);
    x = one[0];
    for (size_t i = 1; i < one.size(); ++i) after.push_back(one[i]);
  }
  Tensors all(x);
  for (const Tensor& state : after) all.push_back(state);
  return all;
}

Tensors StackedRNNCells::call(const Tensors& x, Call& call) const {
  const size_t count = state_size().size();
  if (x.size() != count + 1) {
    throw_value_error(
        text("the cells take an input and ", count, " states, received ", x.size(), " tensors"));
  }
  size_t next = 1;
  const Tensors states = part_of(x, next, count);
  return step(x[0], states, constants(x[0], states, call), call);
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::RNN, layers::RNNOptions, layers::Recurrence>;
template class layers::LayerOf<layers::RNN, layers::RNNOptions, layers::Recurrence>;
template class Described<layers::StackedRNNCells, layers::StackedRNNCellsOptions,
                         layers::RecurrentCell>;
template class layers::LayerOf<layers::StackedRNNCells, layers::StackedRNNCellsOptions,
                               layers::RecurrentCell>;
}  // namespace keratin
