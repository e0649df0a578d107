// Numbers, tensors and keys as Python writes them beside a tensor.
#pragma once
#include <vector>

#include "convert.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/tensor/index.h"
#include "keratin/tensor/scalar.h"

namespace keratin::python {

/// A bool, an int or a float of Python's own: it adapts to the tensor beside it.
bool is_number(nb::handle x);
Scalar number_of(nb::handle x);
/// f of two operands, one of which is a tensor.
Tensor binary_of(Binary f, nb::handle a, nb::handle b);
/// What stands between the brackets.
std::vector<Index> indices_of(nb::handle key);

}  // namespace keratin::python
