// The calls of backend/special_calls.h for two tensors, without a record.
#pragma once
#include "keratin/backend/backend.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/node.h"
#include "keratin/ops/placement_internal.h"
#include "keratin/tensor/creation.h"
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// f(a, b) for two tensors of the one dtype that f works in; shapes are broadcast.
Tensor special_of_two(SpecialOfTwo f, const char* name, const Tensor& a, const Tensor& b);

/// A number as a tensor beside a, in its dtype; beside truth values and integers a number with a
/// fraction is float32, and a whole one beside truth values int32. Beside a symbolic tensor it is
/// a constant of the graph.
inline Tensor number_beside(const Tensor& a, Scalar b) {
  const bool is_fraction = b.kind() == Scalar::Kind::floating && !is_floating(a.dtype());
  const bool is_whole = b.kind() == Scalar::Kind::integer && a.dtype() == bool_;
  const DType dtype = is_fraction ? float32 : is_whole ? int32 : a.dtype();
  if (!is_symbolic(a)) return scalar_like(a, b, dtype);
  require_fits("a tensor beside a number", b, dtype);
  return full({}, b, dtype);
}

}  // namespace keratin::ops
