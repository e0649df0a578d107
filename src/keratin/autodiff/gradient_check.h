// The gradients of the tape against central differences: the judge of every slope, ours and a
// user's own. Plain loops that use no operation but the one they judge.
#pragma once
#include <string>
#include <vector>

#include "keratin/base/function_ref.h"
#include "keratin/tensor/tensor.h"

namespace keratin {

struct GradientCheckOptions {
  double step = 1e-6;  // numeric slope = (f(x + step) - f(x - step)) / (2 step)
};

/// The worst element: |tape - numeric| / max(1, |numeric|).
struct GradientCheck {
  double largest_error = 0;
  size_t input = 0;     // which of the inputs
  int64_t element = 0;  // which of its elements, in row-major order
  double tape = 0;
  double numeric = 0;
  /// "0.5 at element 3 of input 0: tape 1.5, differences 1"
  std::string to_string() const;
};

/// The gradients of sum(f(inputs) * w) with respect to every element of every input, with fixed
/// weights w that differ from element to element, so that a slope in the wrong place is seen.
/// The inputs must be float64; f must be smooth within `step` of them and deterministic. A NaN
/// on one side alone makes largest_error NaN. Throws DTypeError for inputs that are not float64.
GradientCheck check_gradients(FunctionRef<Tensor(const std::vector<Tensor>&)> f,
                              const std::vector<Tensor>& inputs,
                              const GradientCheckOptions& options = {});

}  // namespace keratin
