#include "keratin/backend/cpu/table_rows.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "keratin/backend/cpu/parts.h"
#include "keratin/backend/cpu/register_kinds.h"
#include "keratin/base/memory.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "keratin/backend/cpu/table_rows.cpp"
#include <hwy/foreach_target.h>  // compiles this file once for each kind of register
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace keratin::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
/// table[numbers[i]] += the row at rows + offsets[i], for i in [0, count).
void AddRows(const float* rows, const int64_t* offsets, const int32_t* numbers, int64_t count,
             int64_t width, float* table) {
  const hn::ScalableTag<float> d;
  constexpr int64_t lanes = HWY_LANES(float);
  const auto rest = hn::FirstN(d, static_cast<size_t>(width % lanes));
  for (int64_t i = 0; i < count; ++i) {
    const float* from = rows + offsets[i];
    float* to = table + numbers[i] * width;
    int64_t j = 0;
    for (; j + lanes <= width; j += lanes) {
      hn::StoreU(hn::Add(hn::LoadU(d, to + j), hn::LoadU(d, from + j)), d, to + j);
    }
    if (j == width) continue;
    const auto sum = hn::Add(hn::MaskedLoad(rest, d, to + j), hn::MaskedLoad(rest, d, from + j));
    hn::BlendedStore(sum, rest, d, to + j);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace keratin::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace keratin::cpu {

HWY_EXPORT(AddRows);

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

/// A call for each row would cost more than most rows do.
void copy_row(const char* from, char* to, size_t bytes) {
  constexpr size_t line = 64;
  if (bytes % line != 0) return void(std::memcpy(to, from, bytes));
  for (size_t i = 0; i < bytes; i += line) std::memcpy(to + i, from + i, line);
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
      const int64_t row =
          table.outer == 1 ? index_at(call.indices, i)
                           : i / table.count * table.rows + index_at(call.indices, i % table.count);
      copy_row(from + at(row), to + at(i), bytes);
    }
  });
  return true;
}

namespace {

/// Where the rows lie that are added: row i at i / inner * outer_step + i % inner * inner_step.
struct RowSteps {
  int64_t inner = 1, inner_step = 0, outer_step = 0;
};

/// Their offsets, one after the other, without a division for each.
class RowWalk {
 public:
  RowWalk(const RowSteps& steps, int64_t row)
      : steps_(steps), inside_(row % steps.inner), begin_(row / steps.inner * steps.outer_step) {}
  int64_t next() {
    const int64_t offset = begin_ + inside_ * steps_.inner_step;
    if (++inside_ == steps_.inner) {
      inside_ = 0;
      begin_ += steps_.outer_step;
    }
    return offset;
  }

 private:
  const RowSteps steps_;
  int64_t inside_, begin_;
};

/// Nothing for rows that are not the last `width` elements, side by side, or have more than two
/// steps.
std::optional<RowSteps> row_steps(const ConstView& y, int64_t width) {
  RowSteps steps = {.inner = 1, .inner_step = width, .outer_step = width};
  int64_t inside = 1;
  bool is_outer = false;
  for (int i = y.shape.rank() - 1; i >= 0; --i) {
    const int64_t length = y.shape[i], step = y.strides[i];
    if (length == 1) continue;
    if (inside < width) {
      if (step != inside) return {};
      inside *= length;
    } else if (is_outer) {
      return {};
    } else if (steps.inner == 1) {
      steps = {.inner = length, .inner_step = step, .outer_step = step * length};
    } else if (step == steps.inner_step * steps.inner) {
      steps.inner *= length;
      steps.outer_step = step * length;
    } else {
      steps.outer_step = step;
      is_outer = true;
    }
  }
  return steps;
}

template <class Number>
using Numbers = std::vector<Number, RecycledAllocator<Number>>;

/// Indices by ranges of the table's rows, in their own order in each range: which row is added to
/// which.
struct IndexRanges {
  Numbers<int64_t> offsets;          // of the rows that are added
  Numbers<int32_t> numbers, begins;  // of the table's; of range i: [begins[i], begins[i + 1])

  IndexRanges(const ConstView& indices, const RowSteps& steps, int64_t count, int64_t ranges,
              int shift)
      : offsets(static_cast<size_t>(count)),
        numbers(static_cast<size_t>(count)),
        begins(static_cast<size_t>(ranges) + 1) {
    const int64_t blocks = (count + kBlock - 1) / kBlock;
    // Where each block of indices puts those of each range.
    Numbers<int32_t> next(static_cast<size_t>(blocks * ranges));
    const auto for_block = [&](int64_t block, auto body) {
      int32_t* of_block = next.data() + block * ranges;
      for (int64_t i = block * kBlock; i < std::min(count, (block + 1) * kBlock); ++i) {
        const int64_t number = index_at(indices, i);
        body(number, of_block[number >> shift]);
      }
    };
    parallel_for(blocks,
                 [&](int64_t block) { for_block(block, [](int64_t, int32_t& at) { ++at; }); });
    int32_t sum = 0;
    for (int64_t range = 0; range < ranges; ++range) {
      begins[static_cast<size_t>(range)] = sum;
      for (int64_t block = 0; block < blocks; ++block) {
        sum += std::exchange(next[static_cast<size_t>(block * ranges + range)], sum);
      }
    }
    begins.back() = sum;
    parallel_for(blocks, [&](int64_t block) {
      RowWalk rows(steps, block * kBlock);
      for_block(block, [&](int64_t number, int32_t& at) {
        offsets[static_cast<size_t>(at)] = rows.next();
        numbers[static_cast<size_t>(at++)] = static_cast<int32_t>(number);
      });
    });
  }

 private:
  static constexpr int64_t kBlock = 4096;
};

}  // namespace

bool scatter_add_rows(const ScatterAddCall& call) {
  if (call.x.dtype != float32 || call.y.dtype != float32 || !is_contiguous(call.x) ||
      !is_contiguous(call.indices)) {
    return false;
  }
  const Table table(call.x.shape, call.indices.shape, call.axis);
  if (table.outer > 1 && !is_contiguous(call.y)) return false;
  constexpr int64_t most = std::numeric_limits<int32_t>::max();
  if (table.rows > most || table.count > most) return false;
  if (call.y.shape.size() == 0) return true;
  std::optional<RowSteps> steps = row_steps(call.y, table.width);
  if (table.outer > 1) steps = {.inner = 1, .inner_step = 0, .outer_step = table.width};
  if (!steps) return false;
  const auto* rows = static_cast<const float*>(call.y.data);
  auto* to = static_cast<float*>(call.x.data);
  // Ranges of 2^shift rows, of which there are 64 at most.
  const int64_t wanted = std::clamp<int64_t>(table.count * table.width / kPart, 1, 32);
  int shift = 0;
  while ((table.rows - 1) >> shift >= 2 * wanted) ++shift;
  const int64_t ranges = ((table.rows - 1) >> shift) + 1;
  const IndexRanges by_range(call.indices, *steps, table.count, ranges, shift);
  parallel_for(table.outer * ranges, [&](int64_t task) {
    const int64_t outer = task / ranges;
    const auto range = static_cast<size_t>(task % ranges);
    const int64_t begin = by_range.begins[range], end = by_range.begins[range + 1];
    HWY_DYNAMIC_DISPATCH(AddRows)
    (rows + outer * table.count * table.width, by_range.offsets.data() + begin,
     by_range.numbers.data() + begin, end - begin, table.width,
     to + outer * table.rows * table.width);
  });
  return true;
}

}  // namespace keratin::cpu
#endif  // HWY_ONCE
