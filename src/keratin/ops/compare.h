// Whether two tensors hold the same numbers.
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin {

struct CloseOptions {
  double rtol = 1e-5;
  double atol = 1e-8;
  bool equal_nan = false;
};

namespace ops {
/// |a - b| <= atol + rtol * |b| element by element, as NumPy's isclose.
Tensor isclose(const Tensor& a, const Tensor& b, const CloseOptions& options = {});
}  // namespace ops

/// Whether shapes and all elements are equal; NaN equals nothing.
bool array_equal(const Tensor& a, const Tensor& b);
/// Whether all elements are close; shapes are broadcast.
bool allclose(const Tensor& a, const Tensor& b, const CloseOptions& options = {});

}  // namespace keratin
