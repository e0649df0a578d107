#include "keratin/ops/segments.h"

#include <limits>

#include "keratin/autodiff/saved.h"
#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/ops/placement_internal.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/scatter_internal.h"
#include "keratin/ops/sort.h"
#include "keratin/ops/take_internal.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

enum class Segments { sum, prod, max, min };
constexpr const char* kNames[] = {"segment_sum", "segment_prod", "segment_max", "segment_min"};
constexpr const char* kClasses[] = {"SegmentSum", "SegmentProd", "SegmentMax", "SegmentMin"};

const char* segment_name(Segments kind) { return kNames[static_cast<size_t>(kind)]; }

/// The numbers as int64; what lies outside is `count`, a segment more.
Tensor checked_ids(const char* name, const Tensor& data, const Tensor& ids) {
  if (!is_integer(ids.dtype())) {
    throw_dtype_error(text(name, ": segment_ids must be integers"),
                      {{"segment_ids", describe(ids)}});
  }
  if (ids.ndim() != 1) {
    throw_shape_error(text(name, ": Argument `segment_ids` should be an 1-D vector"),
                      {{"segment_ids", describe(ids)}}, "segment_ids.reshape({-1})");
  }
  if (data.ndim() == 0 || data.len() != ids.len()) {
    throw_shape_error(
        text(name, ": `segment_ids` and `data` should have the same leading dimension"),
        {{"data", describe(data)}, {"segment_ids", describe(ids)}});
  }
  return ids.as_dtype(int64);
}

/// What a segment without rows is.
Tensor lowest_rows(const Shape& shape, DType dtype, Device device, bool is_highest) {
  if (is_floating(dtype)) {
    const double infinite = std::numeric_limits<double>::infinity();
    return full(shape, is_highest ? infinite : -infinite, dtype).to(device);
  }
  if (dtype == bool_) return full(shape, is_highest, dtype).to(device);
  const auto bits = static_cast<int>(8 * itemsize_of(dtype));
  const bool has_sign = !is_unsigned(dtype);
  const uint64_t all = ~uint64_t{0} >> (64 - bits + (has_sign ? 1 : 0));
  if (!is_highest) {
    const int64_t lowest = has_sign ? -static_cast<int64_t>(all) - 1 : 0;
    return full(shape, Scalar(lowest), dtype).to(device);
  }
  return full(shape, Scalar(all), dtype).to(device);
}

/// The extreme of each segment of rows [n, length] without a gradient: the numbers are written in
/// ascending or descending order, so that the last one stays.
Tensor extreme_of_segments(const Tensor& rows, const Tensor& ids, int64_t count, bool is_min) {
  const int64_t length = rows.shape()[1];
  const Tensor columns = arange(0, length, 1, int64).to(ids.device());
  const Tensor places = flatten(ids.expand_dims(1) * length + columns);
  const Tensor numbers = flatten(rows);
  const bool is_signed_float = is_floating(rows.dtype());
  // NaN comes last both ways.
  Tensor order = argsort(is_min && is_signed_float ? 0 - numbers : numbers, 0);
  if (is_min && !is_signed_float) order = flip(order, 0);
  const Tensor start = lowest_rows({count * length, 1}, rows.dtype(), rows.device(), is_min);
  const Tensor sorted = taken("segment", numbers, order, 0).expand_dims(1);
  const Tensor y = rows_written("segment", start, taken("segment", places, order, 0), sorted);
  return reshape(y, {count, length});
}

Tensor segment_extreme(const char* name, const Tensor& rows, const Tensor& ids, int64_t count,
                       bool is_min) {
  const Tensor y = extreme_of_segments(rows.detach(), ids, count, is_min);
  return record(name, y, {&rows},
                [x = Saved(name, rows.detach()), at = Saved(name, ids), best = Saved(name, y),
                 name](const Tensor& dy) -> Gradients {
                  const Tensor equal = (*x == taken(name, *best, *at, 0)).as_dtype(dy.dtype());
                  const Tensor none = zeros(dy.shape(), dy.dtype(), dy.device());
                  const Tensor counts = rows_added(name, none, *at, equal);
                  const Tensor share = taken(name, dy / maximum(counts, 1.0), *at, 0);
                  return {equal * share};
                });
}

/// A running product in each segment of the sorted rows, in about log2(n) passes; the last one of a
/// segment is its product.
Tensor segment_product(const Tensor& rows, const Tensor& ids, int64_t count) {
  const Tensor order = argsort(ids, 0);
  const Tensor sorted_ids = taken("segment_prod", ids, order, 0);
  Tensor product = taken("segment_prod", rows, order, 0);
  const int64_t n = rows.len();
  for (int64_t step = 1; step < n; step *= 2) {
    const Tensor first = sliced(product, 0, slice(0, step));
    const Tensor same =
        sliced(sorted_ids, 0, slice(step, n)) == sliced(sorted_ids, 0, slice(0, n - step));
    const Tensor before = sliced(product, 0, slice(0, n - step));
    const Tensor here = sliced(product, 0, slice(step, n));
    product = concatenate({first, where(same.expand_dims(1), before * here, here)}, 0);
  }
  const Tensor start = ones({count, rows.shape()[1]}, rows.dtype(), rows.device());
  return rows_written("segment_prod", start, sorted_ids, product);
}

Tensor of_segments(Segments kind, const Tensor& data, const Tensor& segment_ids,
                   std::optional<int64_t> num_segments, bool sorted) {
  const char* name = segment_name(kind);
  if (is_symbolic(data) || is_symbolic(segment_ids)) {
    const ConfigValue count = num_segments ? ConfigValue(*num_segments) : ConfigValue();
    return symbolic_op({.class_name = kClasses[static_cast<size_t>(kind)],
                        .module = "math",
                        .arguments = {{}, {}},
                        .config = {{"num_segments", count}, {"sorted", sorted}}},
                       {data, segment_ids}, [=](const Tensors& in) {
                         return of_segments(kind, in[0], in[1], num_segments, sorted);
                       });
  }
  const Device device = common_device(name, data, segment_ids);
  const Tensor given = to(checked_ids(name, data, segment_ids), device);
  if (num_segments && *num_segments < 0) {
    throw_value_error(text(name, ": num_segments is ", *num_segments));
  }
  const int64_t count = num_segments       ? *num_segments
                        : given.len() == 0 ? 0
                                           : max(given).item<int64_t>() + 1;
  // One segment more, which takes what lies outside.
  const Tensor ids = where(logical_and(given >= 0, given < count), given, count);
  const int64_t length = data.shape().tail().size();
  const Tensor rows = reshape(to(data, device), {data.len(), length});
  Tensor y;
  if (kind == Segments::sum) {
    y = rows_added(name, zeros({count + 1, length}, data.dtype(), device), ids, rows);
  } else if (kind == Segments::prod) {
    y = segment_product(rows, ids, count + 1);
  } else {
    y = segment_extreme(name, rows, ids, count + 1, kind == Segments::min);
  }
  return reshape(sliced(y, 0, slice(0, count)), data.shape().with_front(count));
}

}  // namespace

Tensor segment_sum(const Tensor& data, const Tensor& segment_ids,
                   std::optional<int64_t> num_segments, bool sorted) {
  return of_segments(Segments::sum, data, segment_ids, num_segments, sorted);
}
Tensor segment_prod(const Tensor& data, const Tensor& segment_ids,
                    std::optional<int64_t> num_segments, bool sorted) {
  return of_segments(Segments::prod, data, segment_ids, num_segments, sorted);
}
Tensor segment_max(const Tensor& data, const Tensor& segment_ids,
                   std::optional<int64_t> num_segments, bool sorted) {
  return of_segments(Segments::max, data, segment_ids, num_segments, sorted);
}
Tensor segment_min(const Tensor& data, const Tensor& segment_ids,
                   std::optional<int64_t> num_segments, bool sorted) {
  return of_segments(Segments::min, data, segment_ids, num_segments, sorted);
}

}  // namespace keratin::ops
