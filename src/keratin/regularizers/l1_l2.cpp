// The penalties on the size of weights.
#include "keratin/regularizers/l1_l2.h"

#include <cmath>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"

namespace keratin::regularizers {

L1L2::L1L2(L1L2Options options) : options_(options) {
  for (const double factor : {options.l1, options.l2}) {
    if (!std::isfinite(factor) || factor < 0) {
      throw_value_error(text("a regularizer's factor is a number >= 0, but got ", factor));
    }
  }
}

Tensor L1L2::operator()(const Tensor& x) const {
  Tensor penalty;
  if (options_.l1 != 0) penalty = options_.l1 * ops::sum(ops::abs(x));
  if (options_.l2 != 0) {
    const Tensor squares = options_.l2 * ops::sum(ops::square(x));
    penalty = penalty.defined() ? penalty + squares : squares;
  }
  return penalty.defined() ? penalty : zeros({}, x.dtype(), x.device());
}

}  // namespace keratin::regularizers
