// The state of an optimizer as files hold it: keras.optimizers.Optimizer.variables, in its order.
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/optimizers/optimizer_state_internal.h"
#include "keratin/optimizers/steps_by_variable_internal.h"
#include "keratin/tensor/creation.h"

namespace keratin::optimizers {
namespace {

/// What an optimizer keeps by itself, behind what all keep.
std::vector<Tensor> with_own(std::vector<Tensor> all, const Optimizer& optimizer) {
  if (const auto* own = dynamic_cast<const StepsByVariable*>(&optimizer)) {
    for (const Variable& one : own->own_variables()) all.push_back(one.value().detach());
  }
  return all;
}

}  // namespace

std::vector<Variable> Optimizer::variables() const {
  std::vector<Variable> all;
  for (const State::Parameter& parameter : state_->parameters) {
    all.insert(all.end(), parameter.slots.begin(), parameter.slots.end());
  }
  for (const State::Parameter& parameter : state_->parameters) {
    if (parameter.average.defined()) all.push_back(parameter.average);
  }
  if (const auto* own = dynamic_cast<const StepsByVariable*>(this)) {
    const std::vector<Variable> more = own->own_variables();
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

// The first `interleaved` slots stand together for each variable.
std::vector<Tensor> Optimizer::State::tensors(size_t interleaved) const {
  // With accumulation Keras counts calls.
  const int64_t count = options.gradient_accumulation_steps ? calls : iterations;
  std::vector<Tensor> all = {full({}, Scalar(count), int64)};
  if (!options.learning_rate.is_schedule()) {
    all.push_back(full({}, options.learning_rate.at(0), float32));
  }
  for (const Parameter& parameter : parameters) {
    if (parameter.average.defined()) all.push_back(parameter.average.value());
  }
  for (const Parameter& parameter : parameters) {
    if (parameter.accumulated.defined()) all.push_back(parameter.accumulated);
  }
  for (const Parameter& parameter : parameters) {
    for (size_t slot = 0; slot < std::min(interleaved, parameter.slots.size()); ++slot) {
      all.push_back(parameter.slots[slot].value());
    }
  }
  const size_t slot_count = parameters.empty() ? 0 : parameters[0].slots.size();
  for (size_t slot = interleaved; slot < slot_count; ++slot) {
    for (const Parameter& parameter : parameters) all.push_back(parameter.slots[slot].value());
  }
  return all;
}

std::vector<Tensor> Optimizer::state() const {
  const auto& steps = state_->options.gradient_accumulation_steps;
  if (steps && state_->calls % *steps == 0) {  // the next sum begins with nothing
    for (const State::Parameter& parameter : state_->parameters) {
      const Tensor& sum = parameter.accumulated;
      backend_of(sum).run(FillCall{.value = 0.0F, .y = sum.view()});
    }
  }
  return with_own(state_->tensors(interleaved_slots()), *this);
}

void Optimizer::set_state(const std::vector<Tensor>& state) {
  const std::vector<Tensor> own = with_own(state_->tensors(interleaved_slots()), *this);
  if (state.size() != own.size()) {
    throw_value_error(
        text("the state of ", name(), " is ", own.size(), " tensors, received ", state.size()));
  }
  for (size_t i = 0; i < own.size(); ++i) {
    if (state[i].shape() == own[i].shape()) continue;
    throw_shape_error(text("tensor ", i, " of the state of ", name(), " has another shape"),
                      {{"received", describe(state[i])}, {"expected", describe(own[i])}});
  }
  const bool has_rate = !state_->options.learning_rate.is_schedule();
  const auto count = state[0].item<int64_t>();
  if (count < 0) throw_value_error(text(name(), " cannot have taken ", count, " steps"));
  if (has_rate) set_learning_rate(state[1].item<double>());
  state_->iterations = count / state_->options.gradient_accumulation_steps.value_or(1);
  state_->calls = count;
  state_->has_averages = state_->options.use_ema && count > 0;
  for (size_t i = has_rate ? 2 : 1; i < own.size(); ++i) {
    if (state[i].storage().get() == own[i].storage().get()) continue;
    const Tensor here = state[i].detach().to(own[i].device()).as_dtype(own[i].dtype());
    backend_of(own[i]).run(CopyCall{.x = here.view(), .y = own[i].view()});
  }
}

}  // namespace keratin::optimizers
