// Where an operation runs whose operands lie in different places.
#pragma once
#include "keratin/ops/cast.h"
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// Whether host tensors stand beside those of a device with memory of its own: the operation runs
/// there, on operands that are brought there first. Nothing is brought to symbolic tensors.
template <class... More>
bool stand_apart(const Tensor& first, const More&... more) {
  const Device device = first.device();
  return ((more.device() != device) || ...) && device != kMeta && ((more.device() != kMeta) && ...);
}

/// The tensor on that device; an undefined one stays so.
inline Tensor brought(const Tensor& x, Device device) { return x.defined() ? to(x, device) : x; }

}  // namespace keratin::ops
