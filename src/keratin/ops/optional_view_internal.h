// Tensors that a call of the backend may have or not.
#pragma once
#include <optional>

#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// The view of x as a View or ConstView; nothing where x is undefined.
template <class AnyView>
std::optional<AnyView> view_if(const Tensor& x) {
  return x.defined() ? std::optional<AnyView>(x.view()) : std::nullopt;
}

}  // namespace keratin::ops
