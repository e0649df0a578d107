#include "keratin/ops/unique.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/cumulative.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/sort.h"
#include "keratin/ops/take.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

/// The stable order of the rows of x [n, columns]: by the last column first, so that the first one
/// decides in the end.
Tensor order_of_rows(const Tensor& x) {
  Tensor order = to(arange(0, x.shape()[0], 1, int32), x.device());
  for (int64_t column = x.shape()[1] - 1; column >= 0; --column) {
    const Tensor keys = take(flatten(sliced(x, 1, slice(column, column + 1))), order, 0);
    order = take(order, argsort(keys), 0);
  }
  return order;
}

/// x [n, ...] cut to `size` rows, or filled up with `filling`, which is stretched to them.
Tensor sized(const Tensor& x, const std::optional<int64_t>& size, const Tensor& filling) {
  if (!size) return x;
  const int64_t there = std::min(x.shape()[0], *size);
  const Tensor first = sliced(x, 0, slice(0, there));
  if (there == *size) return first;
  Shape shape = x.shape();
  shape[0] = *size - there;
  return concatenate({first, broadcast_to(filling.as_dtype(x.dtype()), shape)});
}

/// Of the rows of x [n, columns].
Unique unique_rows(const Tensor& x, const UniqueOptions& options) {
  const int64_t n = x.shape()[0];
  const Tensor plain = x.detach(), order = order_of_rows(plain), rows = take(plain, order, 0);
  Tensor is_new = ones({std::min<int64_t>(1, n)}, bool_);
  if (n > 1) {
    const Tensor differs =
        any(not_equal(sliced(rows, 0, slice(1, n)), sliced(rows, 0, slice(0, n - 1))), {.axis = 1});
    is_new = concatenate({to(is_new, x.device()), differs});
  }
  const Tensor starts = flatten(nonzero(is_new)).as_dtype(int32);
  const int64_t count = starts.size();
  Unique y;
  const Tensor index = take(order, starts, 0);
  const bool has_any = count > 0;
  const Tensor none = scalar_like(plain, options.fill_value.value_or(0), float64);
  Tensor filling = none;
  if (!options.fill_value && has_any) filling = take(x, sliced(index, 0, slice(0, 1)), 0);
  y.values = sized(take(x, index, 0), options.size, filling);
  const Tensor zero = scalar_like(plain, 0, int32);
  if (options.return_index) {
    y.index = sized(index, options.size, has_any ? sliced(index, 0, slice(0, 1)) : zero);
  }
  if (options.return_inverse) {
    const Tensor number = cumsum(is_new.as_dtype(int32), 0) - 1;
    y.inverse = take(number, argsort(order), 0);
  }
  if (options.return_counts) {
    const Tensor ends = concatenate({starts, to(full({1}, n, int32), x.device())});
    y.counts = sized(diff(ends), options.size, zero);
  }
  return y;
}

}  // namespace

Unique unique(const Tensor& x, const UniqueOptions& options) {
  if (options.size && *options.size < 0) {
    throw_value_error(text("unique: size must not be negative, received ", *options.size));
  }
  if (!options.axis) {
    Unique y = unique_rows(reshape(x, {x.size(), 1}), options);
    y.values = flatten(y.values);
    if (y.inverse.defined()) y.inverse = reshape(y.inverse, x.shape());
    return y;
  }
  const int axis = normalize_axis("unique", *options.axis, x.shape());
  const Tensor parts = moveaxis(x, axis, 0);
  const int64_t n = parts.shape()[0];
  Unique y = unique_rows(reshape(parts, {n, n > 0 ? x.size() / n : 0}), options);
  Shape shape = parts.shape();
  shape[0] = y.values.shape()[0];
  y.values = moveaxis(reshape(y.values, shape), 0, axis);
  return y;
}

}  // namespace keratin::ops
