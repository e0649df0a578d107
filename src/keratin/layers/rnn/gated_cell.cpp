// What SimpleRNNCell, LSTMCell and GRUCell have in common.
#include <algorithm>

#include "keratin/activations/activation.h"
#include "keratin/backend/compiled_step.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/rnn/gated_cell.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/dense.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/random.h"
#include "keratin/tensor/creation.h"

namespace keratin::layers {
namespace {

constexpr size_t kInputMask = 0, kStateMask = 1;

Tensor mask_at(const Tensors& constants, size_t i) {
  return i < constants.size() ? constants[i] : Tensor();
}

/// x times the mask of a gate: mask [gates, batch, features], x [batch, (steps,) features].
Tensor masked(const Tensor& x, const Tensor& mask, int64_t gate) {
  const Tensor one = mask[{gate}];
  return x * (x.ndim() == 3 ? one.expand_dims(1) : one);
}

}  // namespace

Tensor activated(const std::shared_ptr<activations::Activation>& f, const Tensor& x) {
  return f ? (*f)(x) : x;
}

std::optional<RecurrentFunction> recurrent_function(
    CellKind kind, const std::shared_ptr<activations::Activation>& activation,
    const std::shared_ptr<activations::Activation>& recurrent_activation) {
  RecurrentFunction function = {.kind = kind};
  const auto put = [](const activations::Activation* f, FusedActivation& to) {
    if (!f) return true;
    to = f->fused();
    return to.is_some && has_slope_from_value(to);
  };
  const bool is_known = put(activation.get(), function.activation) &&
                        put(recurrent_activation.get(), function.recurrent_activation);
  return is_known ? std::optional(function) : std::nullopt;
}

void GatedCell::set_arguments(Arguments arguments, int64_t gates) {
  if (arguments.units < 1) {
    throw_value_error(text(class_name(),
                           ": Received an invalid value for argument `units`, expected a positive "
                           "integer, got ",
                           arguments.units, "."));
  }
  for (double* rate : {&arguments.dropout, &arguments.recurrent_dropout}) {
    *rate = std::clamp(*rate, 0.0, 1.0);
  }
  if (arguments.recurrent_dropout != 0) arguments.implementation = 1;
  arguments_ = std::move(arguments);
  gates_ = gates;
  random_ = random_stream(arguments_.seed);
}

void GatedCell::fill_weights(const Shapes& inputs, const Shape& bias_shape,
                             const AnyInitializer& bias) {
  const Shape& x = inputs[0];
  if (x.rank() != 2) {
    throw_shape_error(text("a step of the input must be (batch, features), received ", x));
  }
  if (x.back() == None) throw_shape_error(text("the last axis must be known, received ", x));
  const int64_t columns = gates_ * units();
  fill(kernel_, {x.back(), columns},
       {.initializer = arguments_.kernel_initializer,
        .regularizer = arguments_.kernel_regularizer,
        .constraint = arguments_.kernel_constraint});
  fill(recurrent_kernel_, {units(), columns},
       {.initializer = arguments_.recurrent_initializer,
        .regularizer = arguments_.recurrent_regularizer,
        .constraint = arguments_.recurrent_constraint});
  if (!arguments_.use_bias) return;
  fill(bias_, bias_shape,
       {.initializer = bias,
        .regularizer = arguments_.bias_regularizer,
        .constraint = arguments_.bias_constraint});
}

Tensor GatedCell::weight(const Variable& variable) const {
  return variable.value().as_dtype(compute_dtype());
}
Tensor GatedCell::input_bias() const { return bias_.defined() ? weight(bias_) : Tensor(); }

Tensor GatedCell::gate(const Tensor& all, int64_t i) const {
  return ops::sliced(all, all.ndim() - 1, slice(i * units(), (i + 1) * units()));
}

// Ones that Dropout went over: the same for all steps of a sequence (Gal and Ghahramani, 2016).
Tensor GatedCell::mask_for(const Tensor& x, double rate, bool is_of_state, Call& call) const {
  const int64_t count = has_mask_for_each_gate() ? gates_ : 1;
  const Shape shape = {count, x.len(), x.shape().back()};
  if (rate == 1) return zeros(shape, x.dtype(), x.device());
  RandomKey key = random_->key_for(call);
  if (is_of_state) key.stream = ~key.stream;  // other numbers than for the input
  return random::dropped(ones(shape, x.dtype(), x.device()), rate, shape, key);
}

Tensors GatedCell::constants(const Tensor& x, const Tensors& states, Call& call) const {
  const auto drops = [&](double rate) {
    return rate > 0 && (rate < 1 || gates_ == 1);  // with gates, Keras drops nothing at 1
  };
  if (!call.training()) return {};
  const bool of_input = drops(arguments_.dropout), of_state = drops(arguments_.recurrent_dropout);
  if (!of_input && !of_state) return {};
  return {of_input ? mask_for(x, arguments_.dropout, false, call) : Tensor(),
          of_state ? mask_for(states[0], arguments_.recurrent_dropout, true, call) : Tensor()};
}

Tensor GatedCell::project(const Tensor& x, const Tensors& constants) const {
  const int64_t rows = kernel_.shape()[0];
  if (x.shape().back() != rows) {
    throw_shape_error(
        text("the input has ", x.shape().back(), " features, but kernel has ", rows, " rows"),
        {{"input", describe(x)}, {"kernel", describe(kernel_)}});
  }
  const Tensor kernel = weight(kernel_), bias = input_bias();
  const Tensor mask = mask_at(constants, kInputMask);
  if (!mask.defined()) return ops::dense(x, kernel, bias);
  if (!has_mask_for_each_gate()) return ops::dense(masked(x, mask, 0), kernel, bias);
  std::vector<Tensor> gates;
  for (int64_t i = 0; i < gates_; ++i) {
    gates.push_back(
        ops::dense(masked(x, mask, i), gate(kernel, i), bias.defined() ? gate(bias, i) : Tensor()));
  }
  return ops::concatenate(gates, -1);
}

Tensor GatedCell::recurrent_product(const Tensor& state, const Tensors& constants, int64_t first,
                                    int64_t count) const {
  const Tensor kernel = weight(recurrent_kernel_);
  const Tensor mask = mask_at(constants, kStateMask);
  if (mask.defined() && has_mask_for_each_gate()) {
    std::vector<Tensor> gates;
    for (int64_t i = first; i < first + count; ++i) {
      gates.push_back(ops::matmul(masked(state, mask, i), gate(kernel, i)));
    }
    return ops::concatenate(gates, -1);
  }
  const Tensor columns =
      count == gates_ ? kernel
                      : ops::sliced(kernel, 1, slice(first * units(), (first + count) * units()));
  return ops::matmul(mask.defined() ? masked(state, mask, 0) : state, columns);
}

std::optional<FusedCell> GatedCell::fused(const Tensors& constants) const {
  const std::optional<RecurrentFunction> known = function();
  if (!known) return {};
  if (mask_at(constants, kStateMask).defined()) return {};
  return FusedCell{*known, weight(recurrent_kernel_), state_bias()};
}

Tensors GatedCell::call(const Tensors& x, Call& call) const {
  const size_t count = state_size().size();
  if (x.size() != count + 1) {
    throw_value_error(
        text("the cell takes an input and ", count, " states, received ", x.size(), " tensors"));
  }
  Tensors states;
  for (size_t i = 1; i < x.size(); ++i) states.push_back(x[i]);
  const Tensors same = constants(x[0], states, call);
  return step(project(x[0], same), states, same, call);
}

}  // namespace keratin::layers
