// Gradient descent, with momentum.
#include "keratin/optimizers/sgd.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::optimizers {

SGD::SGD(SGDOptions options)
    : Optimizer(optimizer_options(options)),
      momentum_(static_cast<float>(options.momentum)),
      nesterov_(options.nesterov) {
  if (!(options.momentum >= 0 && options.momentum <= 1)) {
    throw_value_error(text("momentum of SGD lies in [0, 1], but got ", options.momentum));
  }
}

std::vector<std::string_view> SGD::slots() const {
  if (momentum_ == 0) return {};
  return {"momentum"};
}

std::optional<StepRule> SGD::rule(float learning_rate) const {
  return SGDRule{learning_rate, momentum_, nesterov_};
}

}  // namespace keratin::optimizers
