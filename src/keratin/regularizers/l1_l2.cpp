// The penalties on the size of weights.
#include "keratin/regularizers/l1_l2.h"

#include "keratin/base/arguments_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"

namespace keratin::regularizers {

namespace {

Tensor penalty_of(const Tensor& x, double l1, double l2) {
  Tensor penalty;
  if (l1 != 0) penalty = l1 * ops::sum(ops::abs(x));
  if (l2 != 0) {
    const Tensor squares = l2 * ops::sum(ops::square(x));
    penalty = penalty.defined() ? penalty + squares : squares;
  }
  return penalty.defined() ? penalty : zeros({}, x.dtype(), x.device());
}

}  // namespace

L1L2::L1L2(L1L2Options options) : Described(options) {
  check_not_negative(class_name(), "l1", options.l1);
  check_not_negative(class_name(), "l2", options.l2);
}
Tensor L1L2::operator()(const Tensor& x) const { return penalty_of(x, options_.l1, options_.l2); }

// In float32, as Keras keeps it and writes it.
L1::L1(L1Options options) : Described(options) {
  check_not_negative(class_name(), "l1", options.l1);
  options_.l1 = static_cast<float>(options.l1);
}
Tensor L1::operator()(const Tensor& x) const { return penalty_of(x, options_.l1, 0); }

L2::L2(L2Options options) : Described(options) {
  check_not_negative(class_name(), "l2", options.l2);
}
Tensor L2::operator()(const Tensor& x) const { return penalty_of(x, 0, options_.l2); }

}  // namespace keratin::regularizers

namespace keratin {
template class Described<regularizers::L1L2, regularizers::L1L2Options, regularizers::Regularizer>;
template class Described<regularizers::L1, regularizers::L1Options, regularizers::Regularizer>;
template class Described<regularizers::L2, regularizers::L2Options, regularizers::Regularizer>;
}  // namespace keratin
