// One call of a layer: what it is told beside its inputs, and what it leaves behind.
#include "keratin/layers/call.h"

#include "keratin/backend/recorder_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {
namespace {
thread_local CallScope* innermost = nullptr;
}

Tensors call_inputs(const NodeArguments& arguments, const Tensors& inputs) {
  const size_t count = arguments.mask >= 0 ? static_cast<size_t>(arguments.mask)
                       : arguments.states  ? arguments.first_state
                                           : inputs.size();
  if (count == inputs.size()) return inputs;
  Tensors result;
  for (size_t i = 0; i < count; ++i) result.push_back(inputs[i]);
  return result;
}

CallOptions call_options(const NodeArguments& arguments, const Tensors& inputs) {
  CallOptions options{.training = arguments.training};
  if (arguments.mask >= 0) options.mask = inputs[static_cast<size_t>(arguments.mask)];
  for (size_t i = 0; i < arguments.states; ++i) {
    options.initial_state.push_back(inputs[arguments.first_state + i]);
  }
  return options;
}

void CallRecord::apply_updates() {
  const NoGradient no_gradient;
  for (auto& [variable, value] : updates) variable.assign(value);
  updates.clear();
}

CallScope::CallScope(bool is_training, uint64_t at_step, CallRecord* leave_in, bool is_shape_only,
                     const layers::Layer* runs)
    : training(is_training),
      step(at_step),
      record(leave_in),
      finds_shapes(is_shape_only),
      layer_(runs),
      outer_(innermost) {
  innermost = this;
}
CallScope::~CallScope() { innermost = outer_; }
CallScope* CallScope::current() { return innermost; }

const layers::Layer* CallScope::running_layer() {
  const CallScope* scope = innermost;
  while (scope && !scope->layer_) scope = scope->outer_;
  return scope ? scope->layer_ : nullptr;
}

uint64_t Call::step() const {
  if (Recorder* recorder = Recorder::current()) recorder->refuse("asks for the number of the step");
  return scope_.step;
}

std::optional<RandomKey> Call::random_key(uint64_t seed, uint64_t stream) const {
  if (scope_.step == kNoStep) return {};
  return RandomKey{.seed = seed, .stream = stream, .step = scope_.step};
}

Tensor Call::mask(size_t i) const {
  if (i == 0 && options_.mask.defined()) return options_.mask;
  return i < count_ ? mask_of(inputs_[i]) : Tensor();
}

void Call::add_loss(const Tensor& value) {
  if (value.size() != 1) {
    throw_shape_error("add_loss takes a scalar", {{"value", describe(value)}}, "take its sum");
  }
  if (!scope_.finds_shapes) scope_.record->losses.push_back(value.reshape({}));
}

void Call::update(const Variable& variable, const Tensor& value) {
  if (value.shape() != variable.shape()) {
    throw_shape_error(text("the update of '", variable.name(), "' has another shape"),
                      {{"variable", describe(variable)}, {"value", describe(value)}});
  }
  if (!scope_.finds_shapes) scope_.record->updates.emplace_back(variable, value.detach());
}

}  // namespace keratin
