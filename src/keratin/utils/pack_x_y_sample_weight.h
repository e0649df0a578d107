// Keras's tuple (x, y, sample_weight), as a batch.
#pragma once
#include "keratin/tensor/batch.h"
#include "keratin/tensor/data.h"

namespace keratin::utils {

/// A batch of tensors, of lists in the order of the model's inputs and outputs, or of tensors by
/// name: pack_x_y_sample_weight({{"title", titles}, {"body", bodies}}, priorities).
inline Batch pack_x_y_sample_weight(const Data& x, const Data& y = {},
                                    const Data& sample_weight = {}) {
  return {.x = x.tensors(),
          .y = y.tensors(),
          .sample_weight = sample_weight.tensors(),
          .x_names = x.names(),
          .y_names = y.names(),
          .sample_weight_names = sample_weight.names()};
}

}  // namespace keratin::utils
