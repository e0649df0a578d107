#include "keratin/ops/compare.h"

#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/reduce.h"

namespace keratin {

Tensor ops::isclose(const Tensor& a, const Tensor& b, const CloseOptions& options) {
  const Tensor x = a.as_dtype(float64);
  const Tensor y = b.as_dtype(float64);
  const Tensor near = ops::abs(x - y) <= options.atol + options.rtol * ops::abs(y);
  // Infinities are close to themselves, and only to them.
  const Tensor result = (x == y) | (near & ops::isfinite(y));
  if (!options.equal_nan) return result;
  return result | (ops::isnan(x) & ops::isnan(y));
}

bool array_equal(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() && ops::all(a == b).item<bool>();
}

bool allclose(const Tensor& a, const Tensor& b, const CloseOptions& options) {
  return ops::all(ops::isclose(a, b, options)).item<bool>();
}

}  // namespace keratin
