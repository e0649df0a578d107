#include "keratin/layers/output_scale.h"

#include "keratin/ops/arithmetic.h"

namespace keratin {

Tensor OutputScale::offset_with(const Tensor& bias) const {
  return bias.defined() ? offset + bias * factor : offset;
}

}  // namespace keratin
