// Running sums and products.
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// y[i] = x[0] + ... + x[i] along `axis`, in x's dtype; bools add up in int32. In about log2(n)
/// passes, each of which adds what lies 1, 2, 4, ... elements before (Hillis and Steele, 1986), so
/// that the rounding grows with log2(n). Throws ShapeError for an axis that x does not have.
Tensor cumsum(const Tensor& x, int axis);
/// The same of the flattened x.
Tensor cumsum(const Tensor& x);
/// y[i] = x[0] * ... * x[i] in the same way.
Tensor cumprod(const Tensor& x, int axis);
Tensor cumprod(const Tensor& x);

}  // namespace keratin::ops
