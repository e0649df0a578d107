// The arguments that every loss takes.
#pragma once
#include <string>

#include "keratin/losses/reduction.h"
#include "keratin/tensor/dtype_policy.h"

namespace keratin::losses {

struct LossOptions {
  Reduction reduction = "sum_over_batch_size";
  std::string name = {};   // "mean_squared_error" of MeanSquaredError
  DTypePolicy dtype = {};  // what it computes in; of the predictions when not given
};

}  // namespace keratin::losses
