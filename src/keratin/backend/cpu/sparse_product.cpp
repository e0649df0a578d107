// Lists of what is not zero, and sums of the right factor's rows that those lists name.
#include "keratin/backend/cpu/sparse_product.h"

#include <algorithm>
#include <atomic>

#include "keratin/base/memory.h"
#include "keratin/base/thread_pool.h"

// Sums are kept in an array of registers, which registers of unknown size do not allow.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "keratin/backend/cpu/sparse_product.cpp"
#include <hwy/foreach_target.h>  // compiles this file once for each kind of register
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace keratin::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;
constexpr int64_t kLanes = HWY_LANES(float);

int64_t CountNonZero(const float* x, int64_t size) {
  const D d;
  int64_t count = 0, i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    count += static_cast<int64_t>(hn::CountTrue(d, hn::Ne(hn::LoadU(d, x + i), hn::Zero(d))));
  }
  for (; i < size; ++i) count += x[i] != 0;
  return count;
}

bool IsFinite(const float* x, int64_t size) {
  const D d;
  V sum = hn::Zero(d);  // stays zero unless something is infinite or NaN
  int64_t i = 0;
  for (; i + kLanes <= size; i += kLanes) sum = hn::MulAdd(hn::LoadU(d, x + i), hn::Zero(d), sum);
  float rest = 0;
  for (; i < size; ++i) rest += x[i] * 0;
  return hn::AllTrue(d, hn::Eq(sum, hn::Zero(d))) && rest == 0;
}

/// Writes where x is not zero, and what stands there; gives their number. Up to kLanes places
/// behind the last one are overwritten.
int64_t ListNonZero(const float* x, int64_t size, int32_t* places, float* values) {
  const D d;
  const hn::RebindToSigned<D> di;
  int64_t count = 0, i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    const V v = hn::LoadU(d, x + i);
    const auto mask = hn::Ne(v, hn::Zero(d));
    if (hn::AllFalse(d, mask)) continue;
    hn::CompressStore(hn::Iota(di, static_cast<int32_t>(i)), hn::RebindMask(di, mask), di,
                      places + count);
    count += static_cast<int64_t>(hn::CompressStore(v, mask, d, values + count));
  }
  for (; i < size; ++i) {
    if (x[i] == 0) continue;
    places[count] = static_cast<int32_t>(i);
    values[count++] = x[i];
  }
  return count;
}

/// y [columns] (+)= sum over the list of value * w[place, 0 .. columns).
template <int64_t registers, bool adds>
HWY_INLINE void AddRows(const int32_t* places, const float* values, int64_t count, const float* w,
                        int64_t w_step, float* y) {
  const D d;
  V sums[registers];
  for (int64_t v = 0; v < registers; ++v) {
    sums[v] = adds ? hn::LoadU(d, y + v * kLanes) : hn::Zero(d);
  }
  for (int64_t l = 0; l < count; ++l) {
    const V factor = hn::Set(d, values[l]);
    const float* row = w + places[l] * w_step;
    for (int64_t v = 0; v < registers; ++v) {
      sums[v] = hn::MulAdd(factor, hn::LoadU(d, row + v * kLanes), sums[v]);
    }
  }
  for (int64_t v = 0; v < registers; ++v) hn::StoreU(sums[v], d, y + v * kLanes);
}

template <bool adds>
void SumRows(const int32_t* places, const float* values, int64_t count, const float* w,
             int64_t w_step, float* y, int64_t columns) {
  constexpr int64_t registers = 8;
  int64_t j = 0;
  for (; j + registers * kLanes <= columns; j += registers * kLanes) {
    AddRows<registers, adds>(places, values, count, w + j, w_step, y + j);
  }
  for (; j + kLanes <= columns; j += kLanes) {
    AddRows<1, adds>(places, values, count, w + j, w_step, y + j);
  }
  for (; j < columns; ++j) {
    float sum = adds ? y[j] : 0;
    for (int64_t l = 0; l < count; ++l) sum += values[l] * w[places[l] * w_step + j];
    y[j] = sum;
  }
}

void SumRowsInto(const int32_t* places, const float* values, int64_t count, const float* w,
                 int64_t w_step, float* y, int64_t columns, bool adds) {
  const auto sum = adds ? SumRows<true> : SumRows<false>;
  sum(places, values, count, w, w_step, y, columns);
}

}  // namespace HWY_NAMESPACE
}  // namespace keratin::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace keratin::cpu {

HWY_EXPORT(CountNonZero);
HWY_EXPORT(IsFinite);
HWY_EXPORT(ListNonZero);
HWY_EXPORT(SumRowsInto);

namespace {

constexpr int64_t kColumns = 128;  // of a tile of the result: the part of w that stays in the cache
constexpr int64_t kListRows = 16;  // rows whose lists one task makes
constexpr int64_t kStripe = 16;    // columns of x that one task transposes
constexpr int64_t kDepth = 128;    // rows of x that it looks at together
constexpr int64_t kSlack = 32;     // places that ListNonZero may overwrite

template <class T>
struct Scratch {
  explicit Scratch(int64_t count)
      : bytes(static_cast<size_t>(count) * sizeof(T)),
        data(static_cast<T*>(recycled_allocate(bytes))) {}
  ~Scratch() { recycled_release(data, bytes); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  size_t bytes;
  T* data;
};

}  // namespace

bool is_mostly_zero(const Rows& x) {
  constexpr int64_t sampled = 128;
  const int64_t stride = std::max<int64_t>(1, x.rows / sampled);
  int64_t count = 0, seen = 0;
  for (int64_t i = 0; i < x.rows; i += stride) {
    count += HWY_DYNAMIC_DISPATCH(CountNonZero)(x.data + i * x.step, x.columns);
    seen += x.columns;
  }
  return count * 10 < seen * 3;  // a skipped product takes about a third of the peak's rate
}

bool is_finite(const Rows& x) {
  std::atomic<bool> is_all = true;
  parallel_ranges(x.rows, std::max<int64_t>(1, 32768 / std::max<int64_t>(1, x.columns)),
                  [&](int64_t begin, int64_t end) {
                    for (int64_t i = begin; i < end; ++i) {
                      if (!HWY_DYNAMIC_DISPATCH(IsFinite)(x.data + i * x.step, x.columns)) {
                        is_all = false;
                      }
                    }
                  });
  return is_all;
}

void sparse_product(const Rows& x, const Rows& w, float* y, int64_t y_step, FinishTile finish) {
  const int64_t room = x.columns + kSlack;
  const Scratch<int32_t> places(x.rows * room), counts(x.rows);
  const Scratch<float> values(x.rows * room);
  parallel_ranges(x.rows, kListRows, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      counts.data[i] = static_cast<int32_t>(HWY_DYNAMIC_DISPATCH(ListNonZero)(
          x.data + i * x.step, x.columns, places.data + i * room, values.data + i * room));
    }
  });
  parallel_ranges(w.columns, kColumns, [&](int64_t begin, int64_t end) {
    for (int64_t i = 0; i < x.rows; ++i) {
      HWY_DYNAMIC_DISPATCH(SumRowsInto)
      (places.data + i * room, values.data + i * room, counts.data[i], w.data + begin, w.step,
       y + i * y_step + begin, end - begin, false);
      finish(y + i * y_step + begin, begin, 1, end - begin);
    }
  });
}

void sparse_transposed_product(const Rows& x, const Rows& d, float* y, int64_t y_step,
                               FinishTile finish) {
  parallel_ranges(x.columns, kStripe, [&](int64_t begin, int64_t end) {
    int32_t places[kStripe][kDepth];
    float values[kStripe][kDepth];
    for (int64_t top = 0; top < x.rows; top += kDepth) {
      const int64_t bottom = std::min(x.rows, top + kDepth);
      int32_t counts[kStripe] = {};
      for (int64_t i = top; i < bottom; ++i) {
        const float* row = x.data + i * x.step;
        for (int64_t j = begin; j < end; ++j) {
          // Without a branch: what is zero is overwritten by what comes next.
          int32_t& count = counts[j - begin];
          places[j - begin][count] = static_cast<int32_t>(i);
          values[j - begin][count] = row[j];
          count += row[j] != 0;
        }
      }
      for (int64_t j = begin; j < end; ++j) {
        HWY_DYNAMIC_DISPATCH(SumRowsInto)
        (places[j - begin], values[j - begin], counts[j - begin], d.data, d.step, y + j * y_step,
         d.columns, top > 0);
      }
    }
    for (int64_t j = begin; j < end; ++j) finish(y + j * y_step, 0, 1, d.columns);
  });
}

}  // namespace keratin::cpu
#endif  // HWY_ONCE
