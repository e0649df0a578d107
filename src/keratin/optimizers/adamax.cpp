// Steps from a running mean of the gradient and its largest size.
#include "keratin/optimizers/adamax.h"

#include <cmath>

#include "keratin/base/arguments_internal.h"

namespace keratin::optimizers {

Adamax::Adamax(AdamaxOptions options) : OptimizerOf(std::move(options)) {
  check_share(class_name(), "beta_1", options_.beta_1);
  check_share(class_name(), "beta_2", options_.beta_2);
  check_not_negative(class_name(), "epsilon", options_.epsilon);
}

std::vector<std::string_view> Adamax::slots() const { return {"momentum", "norm"}; }

std::optional<StepRule> Adamax::rule(float learning_rate) const {
  const double correction = 1 - std::pow(options_.beta_1, static_cast<double>(iterations() + 1));
  return AdamaxRule{static_cast<float>(static_cast<double>(learning_rate) / correction),
                    static_cast<float>(options_.beta_1), static_cast<float>(options_.beta_2),
                    static_cast<float>(options_.epsilon)};
}

}  // namespace keratin::optimizers

namespace keratin {
template class Described<optimizers::Adamax, optimizers::AdamaxOptions, optimizers::Optimizer>;
}  // namespace keratin
