// Lists of what is not zero, and sums of the right factor's rows that those lists name. The right
// factor is first copied into panels of 64 columns: its own rows lie a power of two apart in most
// networks, so that they would fall on the same few lines of the cache.
#include "keratin/backend/cpu/sparse_product.h"

#include <algorithm>

#include "keratin/backend/cpu/cutter.h"
#include "keratin/backend/cpu/gemm.h"
#include "keratin/backend/cpu/register_kinds.h"
#include "keratin/backend/cpu/vector_kernels.h"
#include "keratin/base/memory.h"
#include "keratin/base/thread_pool.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "keratin/backend/cpu/sparse_product.cpp"
#include <hwy/foreach_target.h>  // compiles this file once for each kind of register
#include <hwy/highway.h>

#ifndef KERATIN_SPARSE_PRODUCT_SIZES
#define KERATIN_SPARSE_PRODUCT_SIZES
namespace keratin::cpu {
namespace {
constexpr int64_t kPanel = 64;                                            // columns of a panel
constexpr int64_t kPlace = kPanel * static_cast<int64_t>(sizeof(float));  // bytes of its rows
constexpr int64_t kBlock = 128;  // rows of a panel: 32 KB, about the first cache
constexpr int64_t kSlack = 16;   // places that ListNonZero may overwrite

/// One block of the lists of `count` rows: row i's are [begins[i * step], ends[i * step]) of its
/// `room`; no begins: from 0 on. The places are counted from the panel's first row, `first`.
struct SparseLists {
  const int32_t* places;
  const float* values;
  int64_t room, count;
  const int32_t *begins, *ends;
  int64_t step, first;
};
}  // namespace
}  // namespace keratin::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace keratin::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;
constexpr int64_t kLanes = HWY_LANES(float);
constexpr int64_t kRegisters = kPanel / kLanes;

int64_t CountNonZero(const float* x, int64_t size) {
  const D d;
  int64_t count = 0, i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    count += static_cast<int64_t>(hn::CountTrue(d, hn::Ne(hn::LoadU(d, x + i), hn::Zero(d))));
  }
  for (; i < size; ++i) count += x[i] != 0;
  return count;
}

/// Writes where x [size] is not zero, as places counted from `first`, and what stands there; gives
/// their number. Up to kSlack places behind the last one are overwritten.
int64_t ListNonZero(const float* x, int64_t first, int64_t size, int32_t* places, float* values) {
  const D d;
  const hn::RebindToSigned<D> di;
  const auto place = hn::Set(di, static_cast<int32_t>(kPlace));
  int64_t count = 0, i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    const V v = hn::LoadU(d, x + i);
    const auto mask = hn::Ne(v, hn::Zero(d));
    if (hn::AllFalse(d, mask)) continue;
    // CompressStore would be one instruction less, and a hundred cycles more on AMD's Zen 4.
    const auto at = hn::Mul(hn::Iota(di, static_cast<int32_t>(first + i)), place);
    hn::StoreU(hn::Compress(at, hn::RebindMask(di, mask)), di, places + count);
    hn::StoreU(hn::Compress(v, mask), d, values + count);
    count += static_cast<int64_t>(hn::CountTrue(d, mask));
  }
  for (; i < size; ++i) {
    if (x[i] == 0) continue;
    places[count] = static_cast<int32_t>((first + i) * kPlace);
    values[count++] = x[i];
  }
  return count;
}

/// y [kPanel] (+)= sum over the list of value * the panel's row at that place.
HWY_INLINE void SumRows(const int32_t* places, const float* values, int64_t count,
                        const char* panel, bool adds, float* y) {
  const D d;
  V sums[kRegisters];
  for (int64_t v = 0; v < kRegisters; ++v) {
    sums[v] = adds ? hn::LoadU(d, y + v * kLanes) : hn::Zero(d);
  }
  for (int64_t l = 0; l < count; ++l) {
    const V factor = hn::Set(d, values[l]);
    const auto* row = reinterpret_cast<const float*>(panel + places[l]);
    for (int64_t v = 0; v < kRegisters; ++v) {
      sums[v] = hn::MulAdd(factor, hn::Load(d, row + v * kLanes), sums[v]);
    }
  }
  for (int64_t v = 0; v < kRegisters; ++v) hn::StoreU(sums[v], d, y + v * kLanes);
}

/// One block of the lists of many rows, whose sums lie y_step apart. `columns` below kPanel: only
/// so many of each are read and written.
void SumLists(const SparseLists& lists, const float* panel, bool adds, float* y, int64_t y_step,
              int64_t columns) {
  const char* base = reinterpret_cast<const char*>(panel) - lists.first * kPlace;
  HWY_ALIGN float sums[kPanel];
  for (int64_t i = 0; i < lists.count; ++i, y += y_step) {
    const int64_t begin = lists.begins ? lists.begins[i * lists.step] : 0;
    const int64_t at = i * lists.room + begin, size = lists.ends[i * lists.step] - begin;
    float* to = columns == kPanel ? y : sums;
    if (to == sums && adds) std::copy_n(y, columns, sums);
    SumRows(lists.places + at, lists.values + at, size, base, adds, to);
    if (to == sums) std::copy_n(sums, columns, y);
  }
}

/// Copies from [rows, columns] into a panel [rows, kPanel], with zeros behind the last column.
/// Whether all of it is finite.
bool PackPanel(const float* from, int64_t step, int64_t rows, int64_t columns, float* panel) {
  const D d;
  V test[kRegisters];  // stays zero unless something is infinite or NaN
  for (V& part : test) part = hn::Zero(d);
  for (int64_t i = 0; i < rows; ++i, from += step, panel += kPanel) {
    // The processor does not guess rows that lie pages apart.
    constexpr int64_t ahead = 12;
    for (int64_t at = 0; i + ahead < rows && at < columns; at += 16) {
      __builtin_prefetch(from + ahead * step + at);
    }
    if (columns < kPanel) {
      std::copy_n(from, columns, panel);
      std::fill(panel + columns, panel + kPanel, 0.0F);
    }
    const float* row = columns < kPanel ? panel : from;
    for (int64_t v = 0; v < kRegisters; ++v) {
      const V part = hn::LoadU(d, row + v * kLanes);
      hn::Store(part, d, panel + v * kLanes);
      test[v] = hn::MulAdd(part, hn::Zero(d), test[v]);
    }
  }
  bool is_finite = true;
  for (const V& part : test) is_finite = is_finite && hn::AllTrue(d, hn::Eq(part, hn::Zero(d)));
  return is_finite;
}

}  // namespace HWY_NAMESPACE
}  // namespace keratin::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace keratin::cpu {

HWY_EXPORT(CountNonZero);
HWY_EXPORT(ListNonZero);
HWY_EXPORT(SumLists);
HWY_EXPORT(PackPanel);

namespace {

constexpr int64_t kStripe = 448;  // columns of x that one task of the transposed product takes
constexpr int64_t kPart = 16;     // of which so many go to the sink together

int64_t parts_of(int64_t size, int64_t part) { return (size + part - 1) / part; }

void list_rows(const Rows& x, NonZeros& lists) {
  constexpr int64_t together = 16;
  parallel_ranges(x.rows, together, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) lists.list_row(i, x.data + i * x.step);
  });
}

/// The rows [begin, end) of the transposed product with all the zeros.
void dense_stripe(const Rows& x, const Rows& d, int64_t column, int64_t columns, int64_t begin,
                  int64_t end, TileSink sink) {
  float tile[kPart * kPanel];
  for (int64_t j = begin; j < end; j += kPart) {
    const int64_t rows = std::min(kPart, end - j);
    gemm({x.data + j, x.step, true}, {d.data + column, d.step, false}, tile, kPanel, rows, columns,
         x.rows);
    sink(tile, kPanel, j, column, rows, columns);
  }
}

class Scratch {
 public:
  explicit Scratch(size_t bytes) : bytes_(bytes), data_(recycled_allocate(bytes)) {}
  ~Scratch() { recycled_release(data_, bytes_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  void* data() const { return data_; }
  float* floats() const { return static_cast<float*>(data_); }

 private:
  size_t bytes_;
  void* data_;
};

}  // namespace

NonZeros::NonZeros(void* memory, int64_t rows, int64_t columns)
    : rows_(rows),
      columns_(columns),
      blocks_(parts_of(columns, kBlock)),
      row_blocks_(parts_of(rows, kBlock)),
      row_room_(columns + kSlack) {
  lay_out(memory);
}

size_t NonZeros::lay_out(void* memory) {
  Cutter cutter(memory);
  row_places_ = cutter.take<int32_t>(rows_ * row_room_);
  row_values_ = cutter.take<float>(rows_ * row_room_);
  row_ends_ = cutter.take<int32_t>(rows_ * (blocks_ + 1));
  column_places_ = cutter.take<int32_t>(row_blocks_ * columns_ * kBlock);
  column_values_ = cutter.take<float>(row_blocks_ * columns_ * kBlock);
  column_counts_ = cutter.take<int32_t>(row_blocks_ * columns_);
  return cutter.used();
}

size_t NonZeros::bytes_for(int64_t rows, int64_t columns) {
  return NonZeros(nullptr, rows, columns).lay_out(nullptr);
}

void NonZeros::list_row(int64_t i, const float* x) {
  int32_t* places = row_places_ + i * row_room_;
  float* values = row_values_ + i * row_room_;
  int32_t* ends = row_ends_ + i * (blocks_ + 1);
  ends[0] = 0;
  for (int64_t block = 0; block < blocks_; ++block) {
    const int64_t first = block * kBlock, size = std::min(kBlock, columns_ - first);
    const int32_t at = ends[block];
    ends[block + 1] = at + static_cast<int32_t>(HWY_DYNAMIC_DISPATCH(ListNonZero)(
                               x + first, first, size, places + at, values + at));
  }
}

int64_t NonZeros::count() const {
  int64_t total = 0;
  for (int64_t i = 0; i < rows_; ++i) total += row_ends_[i * (blocks_ + 1) + blocks_];
  return total;
}

void NonZeros::list_columns(int64_t part) {
  const int64_t row_block = part / blocks_, block = part % blocks_;
  const int64_t first = block * kBlock, size = std::min(kBlock, columns_ - first);
  const int64_t lists = row_block * columns_;
  int32_t* counts = column_counts_ + lists;
  std::fill_n(counts + first, size, 0);
  const int64_t top = row_block * kBlock, bottom = std::min(rows_, top + kBlock);
  for (int64_t i = top; i < bottom; ++i) {
    const int32_t* ends = row_ends_ + i * (blocks_ + 1) + block;
    for (int64_t at = i * row_room_ + ends[0]; at < i * row_room_ + ends[1]; ++at) {
      const int64_t j = row_places_[at] / kPlace;
      const int64_t to = (lists + j) * kBlock + counts[j]++;
      column_places_[to] = static_cast<int32_t>((i - top) * kPlace);
      column_values_[to] = row_values_[at];
    }
  }
}

// Looked at are rows at irregular distances: what repeats, as the first step of sequences, must not
// be all that is seen.
bool is_mostly_zero(const Rows& x) {
  constexpr int64_t sampled = 128;
  constexpr uint64_t scatter = 2654435761;  // Knuth's multiplicative hash
  int64_t count = 0;
  const int64_t seen = std::min(x.rows, sampled);
  for (int64_t i = 0; i < seen; ++i) {
    const int64_t row = x.rows > sampled ? static_cast<int64_t>(static_cast<uint64_t>(i) * scatter %
                                                                static_cast<uint64_t>(x.rows))
                                         : i;
    count += HWY_DYNAMIC_DISPATCH(CountNonZero)(x.data + row * x.step, x.columns);
  }
  return is_mostly_zero(count, seen * x.columns);
}

int64_t SparseTiles::product_tasks(int64_t columns) { return parts_of(columns, kPanel); }

void SparseTiles::product(const NonZeros& lists, const Rows& x, const Rows& w, int64_t task,
                          float* y, int64_t y_step, bool rounds) {
  const int64_t column = task * kPanel, columns = std::min(kPanel, w.columns - column);
  alignas(kMemoryAlignment) float panel[kBlock * kPanel];
  for (int64_t block = 0; block < lists.blocks_; ++block) {
    const int64_t first = block * kBlock, size = std::min(kBlock, w.rows - first);
    if (!HWY_DYNAMIC_DISPATCH(PackPanel)(w.data + first * w.step + column, w.step, size, columns,
                                         panel)) {
      return gemm({x.data, x.step, false}, {w.data + column, w.step, false}, y + column, y_step,
                  x.rows, columns, w.rows);
    }
    if (rounds) round_to_bfloat16_run(panel, size * kPanel);
    const int32_t* ends = lists.row_ends_ + block;
    HWY_DYNAMIC_DISPATCH(SumLists)
    ({lists.row_places_, lists.row_values_, lists.row_room_, lists.rows_, ends, ends + 1,
      lists.blocks_ + 1, first},
     panel, block > 0, y + column, y_step, columns);
  }
}

int64_t SparseTiles::transposed_tasks(const NonZeros& lists, int64_t columns) {
  return parts_of(lists.columns_, kStripe) * parts_of(columns, kPanel);
}

void SparseTiles::transposed(const NonZeros& lists, const Rows& x, const Rows& d, int64_t task,
                             TileSink sink, TileNotice notice) {
  const int64_t stripes = parts_of(lists.columns_, kStripe);
  const int64_t stripe = parts_of(lists.columns_, stripes);
  const int64_t panels = parts_of(d.columns, kPanel);
  const int64_t column = task % panels * kPanel, columns = std::min(kPanel, d.columns - column);
  const int64_t begin = task / panels * stripe, end = std::min(lists.columns_, begin + stripe);
  if (begin >= end) return;
  // With one block of rows a part is summed at once and seen while it is in the first cache.
  const int64_t part = lists.row_blocks_ == 1 ? kPart : end - begin;
  const Scratch tile(static_cast<size_t>(part * kPanel) * sizeof(float));
  alignas(kMemoryAlignment) float panel[kBlock * kPanel];
  for (int64_t j = begin; j < end; j += part) {
    const int64_t rows = std::min(part, end - j);
    notice(j, column, rows, columns);
    for (int64_t block = 0; block < lists.row_blocks_; ++block) {
      const int64_t top = block * kBlock, size = std::min(kBlock, d.rows - top);
      // What is in the panel is the same for all parts of a single block.
      if ((j == begin || lists.row_blocks_ > 1) &&
          !HWY_DYNAMIC_DISPATCH(PackPanel)(d.data + top * d.step + column, d.step, size, columns,
                                           panel)) {
        return dense_stripe(x, d, column, columns, begin, end, sink);
      }
      const int64_t list = block * lists.columns_ + j;
      HWY_DYNAMIC_DISPATCH(SumLists)
      ({lists.column_places_ + list * kBlock, lists.column_values_ + list * kBlock, kBlock, rows,
        nullptr, lists.column_counts_ + list, 1, 0},
       panel, block > 0, tile.floats(), kPanel, kPanel);
    }
    sink(tile.floats(), kPanel, j, column, rows, columns);
  }
}

void sparse_product(const Rows& x, const Rows& w, float* y, int64_t y_step, FinishTile finish) {
  const Scratch memory(NonZeros::bytes_for(x.rows, x.columns));
  NonZeros lists(memory.data(), x.rows, x.columns);
  list_rows(x, lists);
  parallel_for(SparseTiles::product_tasks(w.columns), [&](int64_t task) {
    const int64_t column = task * kPanel, columns = std::min(kPanel, w.columns - column);
    SparseTiles::product(lists, x, w, task, y, y_step);
    finish(y + column, column, x.rows, columns);
  });
}

void sparse_transposed_product(const Rows& x, const Rows& d, float* y, int64_t y_step) {
  const Scratch memory(NonZeros::bytes_for(x.rows, x.columns));
  NonZeros lists(memory.data(), x.rows, x.columns);
  list_rows(x, lists);
  parallel_for(lists.column_parts(), [&](int64_t part) { lists.list_columns(part); });
  parallel_for(SparseTiles::transposed_tasks(lists, d.columns), [&](int64_t task) {
    const auto copy = [&](const float* tile, int64_t step, int64_t row, int64_t column,
                          int64_t rows, int64_t columns) {
      for (int64_t i = 0; i < rows; ++i) {
        std::copy_n(tile + i * step, columns, y + (row + i) * y_step + column);
      }
    };
    SparseTiles::transposed(lists, x, d, task, copy, [](int64_t, int64_t, int64_t, int64_t) {});
  });
}

}  // namespace keratin::cpu
#endif  // HWY_ONCE
