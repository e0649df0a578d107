#include "keratin/backend/compiled_step.h"

namespace keratin {

std::unique_ptr<CompiledStep> Backend::compile(const StepPlan&) { return nullptr; }

bool has_slope_from_value(const FusedActivation& activation) {
  switch (activation.function) {
    case Unary::relu:
    case Unary::relu6:
    case Unary::sigmoid:
    case Unary::tanh:
    case Unary::exp:
    case Unary::selu:
    case Unary::hard_tanh: return true;
    case Unary::leaky_relu:
    case Unary::elu: return activation.args.a > 0;
    default: return false;
  }
}

namespace {

const View* slot(std::span<const View> slots, bool is_there, size_t i) {
  return is_there ? &slots[i] : nullptr;
}

}  // namespace

void apply_rule(Backend& backend, const StepRule& rule, const View& weight,
                const ConstView& gradient, std::span<const View> slots) {
  if (const auto* sgd = std::get_if<SGDStep>(&rule)) {
    return backend.sgd_step(*sgd, weight, gradient, slot(slots, sgd->momentum > 0, 0));
  }
  if (const auto* rmsprop = std::get_if<RMSpropStep>(&rule)) {
    return backend.rmsprop_step(*rmsprop, weight, gradient, slots[0],
                                slot(slots, rmsprop->momentum > 0, 1),
                                slot(slots, rmsprop->centered, slots.size() - 1));
  }
  const auto& adam = std::get<AdamStep>(rule);
  backend.adam_step(adam, weight, gradient, slots[0], slots[1], slot(slots, adam.amsgrad, 2));
}

}  // namespace keratin
