// The penalty on rows or columns that point in similar directions.
#include "keratin/regularizers/orthogonal_regularizer.h"

#include "keratin/base/arguments_internal.h"
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

OrthogonalRegularizer::OrthogonalRegularizer(OrthogonalRegularizerOptions options)
    : Described(std::move(options)) {
  if (options_.mode != "rows" && options_.mode != "columns") {
    throw_value_error(text("mode is 'rows' or 'columns', but got '", options_.mode, "'"));
  }
  check_not_negative(class_name(), "factor", options_.factor);
  options_.factor = static_cast<float>(options_.factor);  // as Keras keeps it and writes it
}

Tensor OrthogonalRegularizer::operator()(const Tensor& x) const {
  if (x.ndim() != 2) {
    throw_shape_error("OrthogonalRegularizer takes a matrix", {{"x", describe(x)}});
  }
  const bool by_rows = options_.mode == "rows";
  const int axis = by_rows ? 1 : 0;
  const Tensor squares = ops::sum(ops::square(x), {.axis = axis, .keepdims = true});
  const Tensor unit = x * ops::rsqrt(ops::maximum(squares, Scalar(kEpsilon)));
  const Tensor other = ops::transpose(unit);
  const Tensor cosines = by_rows ? ops::matmul(unit, other) : ops::matmul(other, unit);
  const int64_t size = cosines.shape()[0];
  const Tensor others = ops::abs(cosines * (1.0 - eye(size, size, 0, x.dtype()).to(x.device())));
  const double pairs = static_cast<double>(size) * static_cast<double>(size - 1) / 2;
  if (pairs == 0) return zeros({}, x.dtype(), x.device());
  return options_.factor * 0.5 * ops::sum(others) / pairs;
}

}  // namespace keratin::regularizers

namespace keratin {
template class Described<regularizers::OrthogonalRegularizer,
                         regularizers::OrthogonalRegularizerOptions, regularizers::Regularizer>;
}  // namespace keratin
