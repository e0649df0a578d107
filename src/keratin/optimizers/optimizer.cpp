// What every optimizer does around its own update: clip, decay, average, accumulate, count.
#include "keratin/optimizers/optimizer.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "keratin/autodiff/flat_buffer_internal.h"
#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/backend/recorder_internal.h"
#include "keratin/base/arguments_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/flush_denormals_internal.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/optimizers/gradient_norms_internal.h"
#include "keratin/optimizers/name_pattern_internal.h"
#include "keratin/optimizers/optimizer_state_internal.h"
#include "keratin/optimizers/steps_by_variable_internal.h"
#include "keratin/tensor/creation.h"

namespace keratin::optimizers {
namespace {

/// A row-major tensor as a run.
View flat(const Tensor& x) { return {x.view().data, x.dtype(), {x.size()}, {1}}; }

/// The first elements of a longer run.
View first(const Tensor& run, int64_t size) { return {run.view().data, run.dtype(), {size}, {1}}; }

}  // namespace

Optimizer::Optimizer(OptimizerOptions options) : state_(std::make_shared<State>()) {
  state_->options = std::move(options);
  const int clips = state_->options.clipnorm.has_value() + state_->options.clipvalue.has_value() +
                    state_->options.global_clipnorm.has_value();
  if (clips > 1) {
    throw_value_error("at most one of clipnorm, clipvalue and global_clipnorm can be set");
  }
  const std::string_view name = state_->options.name;
  if (!state_->options.learning_rate.is_schedule()) {
    check_not_negative(name, "learning_rate", state_->options.learning_rate.at(0));
  }
  check_not_negative(name, "weight_decay", state_->options.weight_decay.value_or(0));
  check_not_negative(name, "clipnorm", state_->options.clipnorm.value_or(0));
  check_not_negative(name, "clipvalue", state_->options.clipvalue.value_or(0));
  check_not_negative(name, "global_clipnorm", state_->options.global_clipnorm.value_or(0));
  check_not_negative(name, "loss_scale_factor", state_->options.loss_scale_factor.value_or(1));
  if (state_->options.loss_scale_factor == 0.0) throw_value_error("loss_scale_factor is not 0");
  check_fraction(name, "ema_momentum", state_->options.ema_momentum);
  if (state_->options.ema_overwrite_frequency && *state_->options.ema_overwrite_frequency < 1) {
    throw_value_error(text("ema_overwrite_frequency is at least 1, but got ",
                           *state_->options.ema_overwrite_frequency));
  }
  if (state_->options.gradient_accumulation_steps &&
      *state_->options.gradient_accumulation_steps < 2) {
    throw_value_error(text("gradient_accumulation_steps is at least 2, but got ",
                           *state_->options.gradient_accumulation_steps));
  }
}

Optimizer::~Optimizer() = default;

Config Optimizer::base_config() const {
  using keratin::to_value;  // beside that of a learning rate
  return {{"name", state_->options.name},
          {"learning_rate", to_value(state_->options.learning_rate)},
          {"weight_decay", to_value(state_->options.weight_decay)},
          {"clipnorm", to_value(state_->options.clipnorm)},
          {"global_clipnorm", to_value(state_->options.global_clipnorm)},
          {"clipvalue", to_value(state_->options.clipvalue)},
          {"use_ema", state_->options.use_ema},
          {"ema_momentum", state_->options.ema_momentum},
          {"ema_overwrite_frequency", to_value(state_->options.ema_overwrite_frequency)},
          {"loss_scale_factor", to_value(state_->options.loss_scale_factor)},
          {"gradient_accumulation_steps", to_value(state_->options.gradient_accumulation_steps)}};
}

bool Optimizer::is_ignored_name(std::string_view name, const ConfigValue& value) {
  // Other arguments that a class does not take are None, which needs no reader.
  const OptimizerOptions defaults;
  return (name == "name") || (name == "use_ema" && value == defaults.use_ema) ||
         (name == "ema_momentum" && value == defaults.ema_momentum);
}

Tensor Optimizer::scale_loss(const Tensor& loss) const {
  return state_->options.loss_scale_factor ? loss * *state_->options.loss_scale_factor : loss;
}

void Optimizer::build(std::span<const Variable> variables) {
  if (state_->is_built) {
    const auto same = [](const State::Parameter& parameter, const Variable& variable) {
      return parameter.variable == variable;
    };
    if (std::equal(state_->parameters.begin(), state_->parameters.end(), variables.begin(),
                   variables.end(), same)) {
      return;
    }
    throw_value_error(text(name(), " was built for other variables: ", state_->parameters.size(),
                           " then, ", variables.size(), " now"),
                      {}, "compile again with a new optimizer");
  }
  if (auto* own = dynamic_cast<StepsByVariable*>(this)) own->build_for(variables);
  const std::vector<std::string_view> slot_names = slots();
  int64_t longest = 0;
  for (const Variable& variable : variables) {
    if (variable.dtype() != float32) {
      throw_dtype_error(text("optimizers update float32 weights, but ", variable.name(), " is ",
                             name_of(variable.dtype())));
    }
    State::Parameter parameter{variable, {}, {}, {}, !state_->is_excluded(variable)};
    const auto extra = [&variable](std::string_view role) {
      return Variable(zeros(variable.shape(), float32, variable.value().device()),
                      {.name = text(variable.name(), "_", role), .trainable = false});
    };
    for (const std::string_view slot : slot_names) parameter.slots.push_back(extra(slot));
    if (state_->options.use_ema) parameter.average = extra("average");
    if (state_->options.gradient_accumulation_steps)
      parameter.accumulated = zeros(variable.shape(), float32, variable.value().device());
    longest = std::max(longest, variable.shape().size());
    state_->parameters.push_back(std::move(parameter));
  }
  for (size_t slot = 0; slot < slot_names.size(); ++slot) state_->lay_slots_flat(slot);
  if (state_->options.clipnorm || state_->options.clipvalue || state_->options.global_clipnorm ||
      state_->options.use_ema || state_->options.loss_scale_factor) {
    const Device device = variables.empty() ? Device() : variables.front().value().device();
    state_->scratch = empty({longest}, float32, device);
    state_->norms = GradientNorms(device);
  }
  state_->is_built = true;
}

void Optimizer::check(std::span<const Tensor> gradients) const {
  if (!state_->is_built) throw_value_error(text(name(), ": apply before build(variables)"));
  if (gradients.size() != state_->parameters.size()) {
    throw_value_error(text(name(), " was built for ", state_->parameters.size(),
                           " variables, but got ", gradients.size(), " gradients"));
  }
  for (size_t i = 0; i < gradients.size(); ++i) {
    const Variable& variable = state_->parameters[i].variable;
    if (!gradients[i].defined() || gradients[i].shape() == variable.shape()) continue;
    throw_shape_error(text("the gradient of ", variable.name(), " has another shape"),
                      {{"gradient", gradients[i].shape().to_string()},
                       {"variable", variable.shape().to_string()}});
  }
}

// Whether the sum over the batches is complete, and this call is a step.
bool Optimizer::accumulate(std::span<const Tensor> gradients) {
  const int64_t steps = *state_->options.gradient_accumulation_steps;
  const bool is_first = state_->calls % steps == 0;
  const bool is_last = ++state_->calls % steps == 0;
  for (size_t i = 0; i < gradients.size(); ++i) {
    const Tensor& sum = state_->parameters[i].accumulated;
    Backend& backend = backend_of(sum);
    if (is_first) backend.run(FillCall{.value = 0.0F, .y = flat(sum)});
    if (gradients[i].defined()) {
      backend.run(BinaryCall{
          .f = Binary::add, .a = flat(sum), .b = flat(gradients[i].contiguous()), .y = flat(sum)});
    }
    const double share =
        1.0 / (static_cast<double>(steps) * state_->options.loss_scale_factor.value_or(1));
    if (is_last) State::scale(backend, flat(sum), share, flat(sum));
  }
  return is_last;
}

double Optimizer::unscale() const {
  if (state_->options.gradient_accumulation_steps) return 1;
  return 1 / state_->options.loss_scale_factor.value_or(1);
}

void Optimizer::find_global_scale(std::span<const Tensor> gradients) const {
  if (!state_->options.global_clipnorm) return;
  Backend& backend = backend_of(state_->scratch);
  state_->norms.begin(backend);
  for (size_t i = 0; i < gradients.size(); ++i) {
    const Tensor& gradient = chosen(gradients, i);
    if (!gradient.defined()) continue;
    const Tensor run = gradient.contiguous();
    state_->norms.add(backend, flat(run), first(state_->scratch, run.size()));
  }
  state_->norms.end(backend, *state_->options.global_clipnorm, unscale(), true);
}

const Tensor& Optimizer::chosen(std::span<const Tensor> gradients, size_t i) const {
  const Tensor& sum = state_->parameters[i].accumulated;
  return sum.defined() ? sum : gradients[i];
}

Tensor Optimizer::prepared(size_t i, const Tensor& gradient) const {
  const Tensor run = gradient.contiguous();
  const double scale = unscale();
  const bool is_clipped =
      state_->options.clipnorm || state_->options.clipvalue || state_->options.global_clipnorm;
  if (!is_clipped && scale == 1) return run;
  Backend& backend = backend_of(run);
  const Shape& shape = state_->parameters[i].variable.shape();
  const Tensor clipped(state_->scratch.storage(), state_->scratch.offset(), shape,
                       row_major_strides(shape), float32);
  if (state_->options.clipvalue) {
    const double limit = *state_->options.clipvalue;
    if (scale != 1) State::scale(backend, flat(run), scale, flat(clipped));
    backend.run(UnaryCall{.f = Unary::clip,
                          .args = {.a = -limit, .b = limit},
                          .x = flat(scale == 1 ? run : clipped),
                          .y = flat(clipped)});
    return clipped;
  }
  if (!is_clipped) {
    State::scale(backend, flat(run), scale, flat(clipped));
    return clipped;
  }
  if (state_->options.clipnorm) {
    state_->norms.begin(backend);
    state_->norms.add(backend, flat(run), flat(clipped));
    state_->norms.end(backend, *state_->options.clipnorm, scale, false);
  }
  state_->norms.shorten(backend, flat(run), flat(clipped));
  return clipped;
}

void Optimizer::step(size_t i, size_t end, const Tensor& gradient, float learning_rate) {
  const State::Parameter& parameter = state_->parameters[i];
  const Tensor& last = state_->parameters[end - 1].variable;
  const Tensor& weight = parameter.variable;
  const int64_t size = last.offset() + last.size() - weight.offset();
  Backend& backend = backend_of(weight);
  weight.storage()->count_write();
  double decay = 1;
  if (state_->options.weight_decay && parameter.decays) {
    decay = 1 - *state_->options.weight_decay * static_cast<double>(learning_rate);
  }
  std::array<View, kMostSlots> views;
  const size_t count = std::min(parameter.slots.size(), kMostSlots);
  for (size_t slot = 0; slot < count; ++slot) views[slot] = first(parameter.slots[slot], size);
  const Slots slots(views.data(), count);
  if (const std::optional<StepRule> numbers = rule(learning_rate)) {
    return backend.run(UpdateCall{.rule = *numbers,
                                  .decay = static_cast<float>(decay),
                                  .gradient = first(gradient, size),
                                  .weight = first(weight, size),
                                  .slots = in_places<std::optional<InOutView>>(*numbers, slots)});
  }
  if (decay != 1) State::scale(backend, first(weight, size), decay, first(weight, size));
  if (auto* own = dynamic_cast<StepsByVariable*>(this)) {
    return own->step_variable(parameter.variable, gradient, learning_rate);
  }
  update(backend, first(weight, size), first(gradient, size), slots, learning_rate);
}

// average = m * average + (1 - m) * weight, with m = 0 on the first step
void Optimizer::average(size_t i) {
  State::Parameter& parameter = state_->parameters[i];
  Backend& backend = backend_of(parameter.variable.value());
  const View weight = flat(parameter.variable.value());
  const View mean = flat(parameter.average.value());
  const View part = first(state_->scratch, weight.shape[0]);
  const double momentum = state_->iterations == 0 ? 0 : state_->options.ema_momentum;
  State::scale(backend, mean, momentum, mean);
  State::scale(backend, weight, 1 - momentum, part);
  backend.run(BinaryCall{.f = Binary::add, .a = mean, .b = part, .y = mean});
  const auto& frequency = state_->options.ema_overwrite_frequency;
  if (frequency && (state_->iterations + 1) % *frequency == 0)
    backend.run(CopyCall{.x = mean, .y = weight});
}

void Optimizer::apply(std::span<const Tensor> gradients) {
  const FlushDenormals flush;
  const NoGradient guard;
  const Recorder::Pause pause;  // its numbers are others in each step
  if (pause.is_of_rehearsal()) return;
  check(gradients);
  const auto rate = static_cast<float>(learning_rate());
  const bool is_step = !state_->options.gradient_accumulation_steps || accumulate(gradients);
  if (is_step) step_all(gradients, rate);
  if (state_->options.use_ema) {
    for (size_t i = 0; i < gradients.size(); ++i) average(i);
    state_->has_averages = true;
  }
  state_->iterations += is_step;
}

void Optimizer::step_all(std::span<const Tensor> gradients, float learning_rate) {
  find_global_scale(gradients);
  const bool may_join = next_rule().has_value();
  for (size_t i = 0; i < gradients.size();) {
    size_t end = i + 1;
    const Tensor& gradient = chosen(gradients, i);
    if (gradient.defined()) {
      while (may_join && end < gradients.size() && state_->are_one_run(end - 1, gradients)) ++end;
      step(i, end, prepared(i, gradient), learning_rate);
    }
    i = end;
  }
}

void Optimizer::apply(std::span<const Tensor> gradients, std::span<const Variable> variables) {
  build(variables);
  apply(gradients);
}

std::optional<StepRule> Optimizer::rule(float) const { return {}; }

void Optimizer::update(Backend&, const View&, const ConstView&, Slots, float) {
  throw_internal_error(text(class_name(), " has neither a rule nor an update"));
}

std::optional<StepRule> Optimizer::next_rule() const {
  if (state_->options.clipnorm || state_->options.clipvalue || state_->options.global_clipnorm ||
      state_->options.use_ema || state_->options.gradient_accumulation_steps ||
      state_->options.loss_scale_factor) {
    return {};
  }
  return rule(static_cast<float>(learning_rate()));
}

float Optimizer::next_decay() const {
  if (!state_->options.weight_decay) return 1;
  const auto rate = static_cast<float>(learning_rate());  // what files keep of it
  return static_cast<float>(1 - *state_->options.weight_decay * static_cast<double>(rate));
}

std::vector<PlannedParameter> Optimizer::planned_parameters() const {
  std::vector<PlannedParameter> planned;
  for (const State::Parameter& parameter : state_->parameters) {
    planned.push_back({.weight = parameter.variable.value().detach(), .decays = parameter.decays});
    for (const Variable& slot : parameter.slots) planned.back().slots.push_back(slot.value());
  }
  return planned;
}

bool Optimizer::is_built() const { return state_->is_built; }
bool Optimizer::scales_loss() const { return state_->options.loss_scale_factor.has_value(); }
int64_t Optimizer::iterations() const { return state_->iterations; }
const std::string& Optimizer::name() const { return state_->options.name; }
void Optimizer::count_step() { ++state_->iterations; }

bool Optimizer::has_schedule() const { return state_->options.learning_rate.is_schedule(); }
double Optimizer::learning_rate() const {
  return state_->options.learning_rate.at(
      state_->options.gradient_accumulation_steps ? state_->calls : state_->iterations);
}

void Optimizer::set_iterations(int64_t iterations) {
  state_->iterations = iterations;
  state_->calls = iterations * state_->options.gradient_accumulation_steps.value_or(1);
}

void Optimizer::set_learning_rate(double value) {
  if (state_->options.learning_rate.is_schedule()) {
    throw_value_error(text(name(), ": a schedule decides the learning rate"), {},
                      "make the optimizer with a number to change it by hand");
  }
  check_not_negative(name(), "learning_rate", value);
  state_->options.learning_rate = value;
}

void Optimizer::exclude_from_weight_decay(const std::vector<std::string>& var_names) {
  exclude_from_weight_decay(std::span<const Variable>(), var_names);
}

void Optimizer::exclude_from_weight_decay(std::span<const Variable> var_list,
                                          const std::vector<std::string>& var_names) {
  if (state_->is_built) {
    throw_value_error("exclude_from_weight_decay is called before the optimizer is built");
  }
  for (const std::string& pattern : var_names) check_pattern("exclude_from_weight_decay", pattern);
  state_->no_decay = var_names;
  state_->not_decaying.assign(var_list.begin(), var_list.end());
}

void Optimizer::finalize_variable_values() {
  if (!state_->has_averages) return;
  for (State::Parameter& parameter : state_->parameters) {
    parameter.variable.assign(parameter.average.value());
  }
}

}  // namespace keratin::optimizers
