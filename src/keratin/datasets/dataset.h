// What load_data gives: auto [train, test] = datasets::mnist::load_data();
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::datasets {

/// Samples and their labels: x [samples, ...], y [samples].
struct Split {
  Tensor x;
  Tensor y;
};

struct Dataset {
  Split train;
  Split test;
};

}  // namespace keratin::datasets
