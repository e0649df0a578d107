#include "keratin/backend/cpu/table_rows.h"

#include <algorithm>
#include <cstring>

#include "keratin/backend/cpu/parts.h"
#include "keratin/backend/cpu/register_kinds.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "keratin/backend/cpu/table_rows.cpp"
#include <hwy/foreach_target.h>  // compiles this file once for each kind of register
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace keratin::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

/// table[indices[i]] += rows[i] for those in [low, high).
template <class Index>
HWY_INLINE void AddRows(const float* rows, const Index* indices, int64_t count, int64_t width,
                        float* table, int64_t low, int64_t high) {
  const hn::ScalableTag<float> d;
  constexpr int64_t lanes = HWY_LANES(float);
  const auto rest = hn::FirstN(d, static_cast<size_t>(width % lanes));
  for (int64_t i = 0; i < count; ++i) {
    const auto row = static_cast<int64_t>(indices[i]);
    if (row < low || row >= high) continue;
    const float* from = rows + i * width;
    float* to = table + row * width;
    int64_t j = 0;
    for (; j + lanes <= width; j += lanes) {
      hn::StoreU(hn::Add(hn::LoadU(d, to + j), hn::LoadU(d, from + j)), d, to + j);
    }
    if (j == width) continue;
    const auto sum = hn::Add(hn::MaskedLoad(rest, d, to + j), hn::MaskedLoad(rest, d, from + j));
    hn::BlendedStore(sum, rest, d, to + j);
  }
}

}  // namespace

void AddRowsBy32(const float* rows, const int32_t* indices, int64_t count, int64_t width,
                 float* table, int64_t low, int64_t high) {
  AddRows(rows, indices, count, width, table, low, high);
}
void AddRowsBy64(const float* rows, const int64_t* indices, int64_t count, int64_t width,
                 float* table, int64_t low, int64_t high) {
  AddRows(rows, indices, count, width, table, low, high);
}

}  // namespace HWY_NAMESPACE
}  // namespace keratin::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace keratin::cpu {

HWY_EXPORT(AddRowsBy32);
HWY_EXPORT(AddRowsBy64);

namespace {

/// A table [outer, rows, width] and what is chosen from it, [outer, count, width].
struct Table {
  int64_t outer = 1, rows = 1, width = 1, count = 1;

  Table(const Shape& table, const Shape& indices, int axis)
      : rows(table[axis]), count(indices.size()) {
    for (int i = 0; i < axis; ++i) outer *= table[i];
    for (int i = axis + 1; i < table.rank(); ++i) width *= table[i];
  }
};

int64_t index_at(const ConstView& indices, int64_t i) {
  return indices.dtype == int32 ? static_cast<const int32_t*>(indices.data)[i]
                                : static_cast<const int64_t*>(indices.data)[i];
}

}  // namespace

bool take_rows(const TakeCall& call) {
  if (!is_contiguous(call.x) || !is_contiguous(call.indices) || !is_contiguous(call.y)) {
    return false;
  }
  const Table table(call.x.shape, call.indices.shape, call.axis);
  const auto bytes = static_cast<size_t>(table.width) * itemsize_of(call.x.dtype);
  if (call.y.shape.size() == 0) return true;
  const auto* from = static_cast<const char*>(call.x.data);
  auto* to = static_cast<char*>(call.y.data);
  const auto at = [=](int64_t row) { return static_cast<size_t>(row) * bytes; };
  in_parts(table.outer * table.count, table.width, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t row = i / table.count * table.rows + index_at(call.indices, i % table.count);
      std::memcpy(to + at(i), from + at(row), bytes);
    }
  });
  return true;
}

bool scatter_add_rows(const ScatterAddCall& call) {
  if (call.x.dtype != float32 || call.y.dtype != float32 || !is_contiguous(call.x) ||
      !is_contiguous(call.indices) || !is_contiguous(call.y)) {
    return false;
  }
  const Table table(call.x.shape, call.indices.shape, call.axis);
  if (call.y.shape.size() == 0) return true;
  const auto* rows = static_cast<const float*>(call.y.data);
  auto* to = static_cast<float*>(call.x.data);
  // Each task looks at all indices: so many that this is little beside the sums.
  const int64_t most = std::clamp<int64_t>(table.width, 1, 16);
  const int64_t ranges = std::clamp<int64_t>(table.count * table.width / kPart, 1, most);
  const int64_t each = (table.rows + ranges - 1) / ranges;
  parallel_for(table.outer * ranges, [&](int64_t task) {
    const int64_t outer = task / ranges, low = task % ranges * each;
    const float* from = rows + outer * table.count * table.width;
    float* sums = to + outer * table.rows * table.width;
    const int64_t high = std::min(table.rows, low + each);
    if (call.indices.dtype == int32) {
      const auto* indices = static_cast<const int32_t*>(call.indices.data);
      HWY_DYNAMIC_DISPATCH(AddRowsBy32)(from, indices, table.count, table.width, sums, low, high);
    } else {
      const auto* indices = static_cast<const int64_t*>(call.indices.data);
      HWY_DYNAMIC_DISPATCH(AddRowsBy64)(from, indices, table.count, table.width, sums, low, high);
    }
  });
  return true;
}

}  // namespace keratin::cpu
#endif  // HWY_ONCE
