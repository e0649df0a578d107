// Optimizers by name.
#include "keratin/optimizers/adam.h"
#include "keratin/optimizers/rmsprop.h"
#include "keratin/optimizers/sgd.h"

namespace keratin::optimizers {

std::shared_ptr<Optimizer> Optimizer::get(std::string_view name) {
  if (listed_name<Optimizer>(name).empty()) throw_unknown_name<Optimizer>(name);
  if (name == "sgd" || name == "SGD") return std::make_shared<SGD>();
  if (name == "rmsprop" || name == "RMSprop") return std::make_shared<RMSprop>();
  if (name == "adam" || name == "Adam") return std::make_shared<Adam>();
  return std::make_shared<AdamW>();
}

}  // namespace keratin::optimizers
