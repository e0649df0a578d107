// The arguments that every loss takes.
#pragma once
#include <string>

#include "keratin/losses/reduction.h"

namespace keratin::losses {

struct LossOptions {
  Reduction reduction = "sum_over_batch_size";
  std::string name = {};  // the function's name, "mean_squared_error"
};

}  // namespace keratin::losses
