// One step of a convolutional LSTM.
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/random_stream.h"
#include "keratin/layers/rnn/conv_lstm_cell_internal.h"
#include "keratin/layers/rnn/gated_cell.h"
#include "keratin/layers/rnn/unit_forget_bias_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/random.h"
#include "keratin/tensor/creation.h"

namespace keratin::layers {
namespace {

constexpr int64_t kGates = 4;

Tensor constant_at(const Tensors& constants, size_t i) {
  return i < constants.size() ? constants[i] : Tensor();
}

}  // namespace

ConvLSTMCell::ConvLSTMCell(ConvLSTMCellOptions options)
    : RecurrentCellOf(std::move(options)),
      activation_(options_.activation.make()),
      recurrent_activation_(options_.recurrent_activation.make()),
      random_(random_stream(options_.seed)) {}

// --- weights ---

void ConvLSTMCell::build(const Shapes& inputs) {
  step_ = inputs[0];
  const int axis = channel_axis();
  const int64_t channels = step_[axis], filters = options_.filters;
  for (int i = 1; i < step_.rank(); ++i) {
    if (step_[i] != None) continue;
    throw_value_error(i == axis
                          ? text("The channel dimension of the inputs should be defined. Found "
                                 "None. Full input shape received: input_shape=",
                                 step_)
                          : text("ConvLSTM layers only support static input shapes for the "
                                 "spatial dimension. Received invalid input shape: input_shape=",
                                 step_));
  }
  Shape of_input = options_.kernel_size.list;
  Shape of_state = of_input;
  of_input.push_back(channels);
  of_state.push_back(filters);
  of_input.push_back(kGates * filters);
  of_state.push_back(kGates * filters);
  fill(kernel_, of_input,
       {.initializer = options_.kernel_initializer,
        .regularizer = options_.kernel_regularizer,
        .constraint = options_.kernel_constraint});
  fill(recurrent_kernel_, of_state,
       {.initializer = options_.recurrent_initializer,
        .regularizer = options_.recurrent_regularizer,
        .constraint = options_.recurrent_constraint});
  if (options_.use_bias) {
    fill(bias_, {kGates * filters},
         {.initializer = options_.unit_forget_bias
                             ? unit_forget_bias(options_.bias_initializer, filters)
                             : options_.bias_initializer,
          .regularizer = options_.bias_regularizer,
          .constraint = options_.bias_constraint});
  }
  Shape one = step_;
  one[0] = 1;
  const Tensor y =
      ops::conv(Tensor(one, float32, kMeta), Tensor(of_input, float32, kMeta), window());
  state_ = y.shape().erased(0);
  state_[axis - 1] = filters;
}

Shapes ConvLSTMCell::state_shapes(int64_t batch_size) const {
  const Shape one = state_.inserted(0, batch_size);
  return {one, one};
}

Tensor ConvLSTMCell::weight(const Variable& variable) const {
  return variable.value().as_dtype(compute_dtype());
}

// --- steps ---

ops::ConvOptions ConvLSTMCell::window() const {
  return {.strides = options_.strides,
          .padding = options_.padding,
          .data_format = std::string(options_.data_format.name()),
          .dilation_rate = options_.dilation_rate};
}

Tensor ConvLSTMCell::gate(const Tensor& all, int axis, int64_t i) const {
  return ops::sliced(all, axis, slice(i * options_.filters, (i + 1) * options_.filters));
}

Tensor ConvLSTMCell::convolved(const Tensor& x, const Tensor& kernel, const Tensor& bias,
                               const ops::ConvOptions& window) const {
  if (x.ndim() != rank() + 3) return ops::conv_layer(x, kernel, bias, {}, window);
  const int64_t batch = x.shape()[0], steps = x.shape()[1];  // as one batch
  const Tensor rows = x.reshape(x.shape().erased(1).with_front(batch * steps));
  const Tensor y = ops::conv_layer(rows, kernel, bias, {}, window);
  return y.reshape(y.shape().with_front(batch).inserted(1, steps));
}

Tensor ConvLSTMCell::gates(const Tensor& x, const Tensor& masks, const Tensor& kernel,
                           const Tensor& bias, const ops::ConvOptions& window) const {
  if (!masks.defined()) return convolved(x, kernel, bias, window);
  const bool has_steps = x.ndim() == rank() + 3;
  std::vector<Tensor> all;
  for (int64_t i = 0; i < kGates; ++i) {
    const Tensor mask = has_steps ? masks[{i}].expand_dims(1) : masks[{i}];
    all.push_back(convolved(x * mask, gate(kernel, rank() + 1, i),
                            bias.defined() ? gate(bias, 0, i) : Tensor(), window));
  }
  return ops::concatenate(all, channel_axis() + (has_steps ? 1 : 0));
}

// Ones that Dropout went over, for each gate: the same for all steps of a sequence.
Tensor ConvLSTMCell::masks_for(const Tensor& x, double rate, bool is_of_state, Call& call) const {
  const Shape shape = x.shape().inserted(0, kGates);
  RandomKey key = random_->key_for(call);
  if (is_of_state) key.stream = ~key.stream;  // other numbers than for the input
  return random::dropped(ones(shape, x.dtype(), x.device()), rate, shape, key);
}

Tensors ConvLSTMCell::constants(const Tensor& x, const Tensors& states, Call& call) const {
  const auto drops = [](double rate) { return rate > 0 && rate < 1; };  // at 1 Keras drops nothing
  const bool of_input = drops(options_.dropout), of_state = drops(options_.recurrent_dropout);
  if (!call.training() || (!of_input && !of_state)) return {};
  return {of_input ? masks_for(x, options_.dropout, false, call) : Tensor(),
          of_state ? masks_for(states[0], options_.recurrent_dropout, true, call) : Tensor()};
}

Tensor ConvLSTMCell::project(const Tensor& x, const Tensors& constants) const {
  const Shape step = x.ndim() == rank() + 3 ? x.shape().erased(1) : x.shape();
  if (step.rank() != step_.rank() || step.tail() != step_.tail()) {
    throw_shape_error(text("the layer was built for steps of shape ", step_),
                      {{"input", describe(x)}, {"kernel", describe(kernel_)}});
  }
  return gates(x, constant_at(constants, 0), weight(kernel_),
               bias_.defined() ? weight(bias_) : Tensor(), window());
}

Tensors ConvLSTMCell::step(const Tensor& projected, const Tensors& states, const Tensors& constants,
                           Call&) const {
  ops::ConvOptions same = {.padding = "same"};
  same.data_format = std::string(options_.data_format.name());
  const Tensor all = projected + gates(states[0], constant_at(constants, 1),
                                       weight(recurrent_kernel_), Tensor(), same);
  const int axis = channel_axis();
  const Tensor i = activated(recurrent_activation_, gate(all, axis, 0));
  const Tensor f = activated(recurrent_activation_, gate(all, axis, 1));
  const Tensor c = f * states[1] + i * activated(activation_, gate(all, axis, 2));
  const Tensor h = activated(recurrent_activation_, gate(all, axis, 3)) * activated(activation_, c);
  return {h, h, c};
}

Tensors ConvLSTMCell::call(const Tensors& x, Call& call) const {
  if (x.size() != 3) {
    throw_value_error(
        text("the cell takes an input and 2 states, received ", x.size(), " tensors"));
  }
  const Tensors states = {x[1], x[2]};
  const Tensors same = constants(x[0], states, call);
  return step(project(x[0], same), states, same, call);
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::ConvLSTMCell, layers::ConvLSTMCellOptions, layers::RecurrentCell>;
}  // namespace keratin
