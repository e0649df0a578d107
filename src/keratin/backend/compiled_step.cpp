#include "keratin/backend/compiled_step.h"

#include "keratin/backend/backend.h"

namespace keratin {

std::unique_ptr<CompiledStep> Backend::compile(const StepPlan&) { return nullptr; }

bool has_slope_from_value(const FusedActivation& activation) {
  switch (activation.function) {
    case Unary::relu:
    case Unary::relu6:
    case Unary::sigmoid:
    case Unary::tanh:
    case Unary::exp:
    case Unary::exp2:
    case Unary::expm1:
    case Unary::sqrt:
    case Unary::reciprocal:
    case Unary::tan:
    case Unary::selu:
    case Unary::hard_tanh: return true;
    case Unary::leaky_relu:
    case Unary::elu: return activation.args.a > 0;
    default: return false;
  }
}

}  // namespace keratin
