#include "keratin/backend/cpu/tap_kernels.h"

#include "keratin/backend/cpu/register_kinds.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "keratin/backend/cpu/tap_kernels.cpp"
#include <hwy/foreach_target.h>  // compiles this file once for each kind of register
#include <hwy/highway.h>

#include "keratin/backend/cpu/row_registers_inl.h"

HWY_BEFORE_NAMESPACE();
namespace keratin::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Columns [j, j + width) for a width of at most `registers` registers.
template <int64_t registers>
HWY_INLINE void SumColumns(const float* const* a, const float* const* b, int64_t count, bool adds,
                           float* y, int64_t j) {
  const D d;
  V sums[registers];
  for (int64_t v = 0; v < registers; ++v) {
    sums[v] = adds ? hn::LoadU(d, y + j + v * kLanes) : hn::Zero(d);
  }
  for (int64_t i = 0; i < count; ++i) {
    for (int64_t v = 0; v < registers; ++v) {
      const int64_t at = j + v * kLanes;
      sums[v] = hn::MulAdd(hn::LoadU(d, a[i] + at), hn::LoadU(d, b[i] + at), sums[v]);
    }
  }
  for (int64_t v = 0; v < registers; ++v) hn::StoreU(sums[v], d, y + j + v * kLanes);
}

void SumOfProducts(const float* const* a, const float* const* b, int64_t count, bool adds, float* y,
                   int64_t n) {
  const D d;
  constexpr int64_t registers = 4;
  int64_t j = 0;
  for (; j + registers * kLanes <= n; j += registers * kLanes) {
    SumColumns<registers>(a, b, count, adds, y, j);
  }
  for (; j + kLanes <= n; j += kLanes) SumColumns<1>(a, b, count, adds, y, j);
  if (j == n) return;
  const auto mask = hn::FirstN(d, static_cast<size_t>(n - j));
  V sum = adds ? hn::MaskedLoad(mask, d, y + j) : hn::Zero(d);
  for (int64_t i = 0; i < count; ++i) {
    sum = hn::MulAdd(hn::MaskedLoad(mask, d, a[i] + j), hn::MaskedLoad(mask, d, b[i] + j), sum);
  }
  hn::BlendedStore(sum, mask, d, y + j);
}

void AddProducts(const float* a, const float* b, float* y, int64_t n) {
  const D d;
  int64_t j = 0;
  for (; j + kLanes <= n; j += kLanes) {
    const V sum = hn::MulAdd(hn::LoadU(d, a + j), hn::LoadU(d, b + j), hn::LoadU(d, y + j));
    hn::StoreU(sum, d, y + j);
  }
  if (j == n) return;
  const auto mask = hn::FirstN(d, static_cast<size_t>(n - j));
  const V sum = hn::MulAdd(hn::MaskedLoad(mask, d, a + j), hn::MaskedLoad(mask, d, b + j),
                           hn::MaskedLoad(mask, d, y + j));
  hn::BlendedStore(sum, mask, d, y + j);
}

/// Where x is NaN no comparison holds: it is taken.
HWY_INLINE V Larger(V x, V y) {
  return hn::IfThenElse(hn::Ge(y, x), y, hn::IfThenElse(hn::IsNaN(y), y, x));
}

void LargestOf(const float* const* x, int64_t count, bool with_y, float* y, int64_t n) {
  ForEachPart(n, [=](auto at, int64_t j) HWY_ATTR {
    V largest = at.get((with_y ? y : x[0]) + j);
    for (int64_t i = with_y ? 0 : 1; i < count; ++i) largest = Larger(at.get(x[i] + j), largest);
    at.put(largest, y + j);
  });
}

void RowsSum(const float* const* x, int64_t count, bool with_y, float* y, int64_t n) {
  ForEachPart(n, [=](auto at, int64_t j) HWY_ATTR {
    V sum = at.get((with_y ? y : x[0]) + j);
    for (int64_t i = with_y ? 0 : 1; i < count; ++i) sum = hn::Add(sum, at.get(x[i] + j));
    at.put(sum, y + j);
  });
}

void AddToFirstEqual(const float* const* x, int64_t count, const float* y, const float* dy,
                     float* const* dx, int64_t n) {
  ForEachPart(n, [=](auto at, int64_t j) HWY_ATTR {
    const V largest = at.get(y + j);
    V left = at.get(dy + j);  // zero where its place has been found
    for (int64_t i = 0; i < count; ++i) {
      const auto is_here = hn::Eq(at.get(x[i] + j), largest);
      at.put(hn::Add(at.get(dx[i] + j), hn::IfThenElseZero(is_here, left)), dx[i] + j);
      left = hn::IfThenZeroElse(is_here, left);
    }
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace keratin::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace keratin::cpu {

HWY_EXPORT(SumOfProducts);
HWY_EXPORT(AddProducts);
HWY_EXPORT(LargestOf);
HWY_EXPORT(RowsSum);
HWY_EXPORT(AddToFirstEqual);

void sum_of_products(const float* const* a, const float* const* b, int64_t count, bool adds,
                     float* y, int64_t n) {
  HWY_DYNAMIC_DISPATCH(SumOfProducts)(a, b, count, adds, y, n);
}

void add_products(const float* a, const float* b, float* y, int64_t n) {
  HWY_DYNAMIC_DISPATCH(AddProducts)(a, b, y, n);
}

void largest_of(const float* const* x, int64_t count, bool with_y, float* y, int64_t n) {
  HWY_DYNAMIC_DISPATCH(LargestOf)(x, count, with_y, y, n);
}

void rows_sum(const float* const* x, int64_t count, bool with_y, float* y, int64_t n) {
  HWY_DYNAMIC_DISPATCH(RowsSum)(x, count, with_y, y, n);
}

void add_to_first_equal(const float* const* x, int64_t count, const float* y, const float* dy,
                        float* const* dx, int64_t n) {
  HWY_DYNAMIC_DISPATCH(AddToFirstEqual)(x, count, y, dy, dx, n);
}

}  // namespace keratin::cpu
#endif  // HWY_ONCE
