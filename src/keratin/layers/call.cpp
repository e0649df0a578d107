// One call of a layer: what it is told beside its inputs, and what it leaves behind.
#include "keratin/layers/call.h"

#include <iterator>

#include "keratin/backend/recorder_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {
namespace {
thread_local CallScope* innermost = nullptr;
}

Tensors call_inputs(const NodeArguments& arguments, const Tensors& inputs) {
  if (arguments.count == 0 || arguments.count == inputs.size()) return inputs;
  Tensors result;
  for (size_t i = 0; i < arguments.count; ++i) result.push_back(inputs[i]);
  return result;
}

CallOptions call_options(const NodeArguments& arguments, const Tensors& inputs) {
  const auto at = [&](int i) { return i < 0 ? Tensor() : inputs[static_cast<size_t>(i)]; };
  CallOptions options{.training = arguments.training,
                      .mask = at(arguments.masks[0]),
                      .value_mask = at(arguments.masks[1]),
                      .key_mask = at(arguments.masks[2]),
                      .attention_mask = at(arguments.attention_mask),
                      .use_causal_mask = arguments.use_causal_mask,
                      .return_attention_scores = arguments.return_attention_scores,
                      .reverse = arguments.reverse};
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

void UpdatesAhead::on_use(const Variable& variable, const Tensor& value) {
  if (outer()) outer()->on_use(variable, value);
}

const Tensor& UpdatesAhead::read(const Variable& variable, const Tensor& value) {
  for (auto update = record_.updates.rbegin(); update != record_.updates.rend(); ++update) {
    if (update->first == variable) return update->second;
  }
  return outer() ? outer()->read(variable, value) : value;
}

CallScope::CallScope(bool is_training, uint64_t at_step, CallRecord* leave_in, bool is_shape_only,
                     const layers::Layer* runs)
    : training(is_training),
      step(at_step),
      record(leave_in),
      finds_shapes(is_shape_only),
      layer_(runs),
      outer_(innermost) {
  if (record && !(outer_ && outer_->record == record)) ahead_.emplace(*record);
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
  const Tensor* given[] = {&options_.mask, &options_.value_mask, &options_.key_mask};
  if (i < std::size(given) && given[i]->defined()) return *given[i];
  if (options_.has_no_masks) return {};
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
