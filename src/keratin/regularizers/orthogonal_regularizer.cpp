// The penalty on rows or columns that point in similar directions.
#include "keratin/regularizers/orthogonal_regularizer.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"

namespace keratin::regularizers {
namespace {
constexpr double kEpsilon = 1e-12;  // of Keras's l2_normalize
}

OrthogonalRegularizer::OrthogonalRegularizer(double factor, std::string_view mode)
    : factor_(factor), by_rows_(mode == "rows") {
  if (mode != "rows" && mode != "columns") {
    throw_value_error(text("mode is 'rows' or 'columns', but got '", mode, "'"));
  }
}

Tensor OrthogonalRegularizer::operator()(const Tensor& x) const {
  if (x.ndim() != 2) {
    throw_shape_error("OrthogonalRegularizer takes a matrix",
                      {{"x", text(name_of(x.dtype()), " ", x.shape())}});
  }
  const int axis = by_rows_ ? 1 : 0;
  const Tensor squares = ops::sum(ops::square(x), {.axis = axis, .keepdims = true});
  const Tensor unit = x * ops::rsqrt(ops::maximum(squares, Scalar(kEpsilon)));
  const Tensor other = ops::transpose(unit);
  const Tensor cosines = by_rows_ ? ops::matmul(unit, other) : ops::matmul(other, unit);
  const int64_t size = cosines.shape()[0];
  const Tensor others = ops::abs(cosines * (1.0 - eye(size, size, 0, x.dtype()).to(x.device())));
  const double pairs = static_cast<double>(size) * static_cast<double>(size - 1) / 2;
  if (pairs == 0) return zeros({}, x.dtype(), x.device());
  return factor_ * 0.5 * ops::sum(others) / pairs;
}

}  // namespace keratin::regularizers
