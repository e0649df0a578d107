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
template <int64_t registers, class T>
HWY_INLINE void SumColumns(const T* const* a, const float* const* b, int64_t count, bool adds,
                           float* y, int64_t j) {
  const D d;
  const Whole whole;
  V sums[registers];
  for (int64_t v = 0; v < registers; ++v) {
    sums[v] = adds ? hn::LoadU(d, y + j + v * kLanes) : hn::Zero(d);
  }
  for (int64_t i = 0; i < count; ++i) {
    for (int64_t v = 0; v < registers; ++v) {
      const int64_t at = j + v * kLanes;
      sums[v] = hn::MulAdd(whole.get(a[i] + at), whole.get(b[i] + at), sums[v]);
    }
  }
  for (int64_t v = 0; v < registers; ++v) hn::StoreU(sums[v], d, y + j + v * kLanes);
}

template <class T>
void SumOfProducts(const T* const* a, const float* const* b, int64_t count, bool adds, float* y,
                   int64_t n) {
  constexpr int64_t registers = 4;
  int64_t j = 0;
  for (; j + registers * kLanes <= n; j += registers * kLanes) {
    SumColumns<registers>(a, b, count, adds, y, j);
  }
  for (; j + kLanes <= n; j += kLanes) SumColumns<1>(a, b, count, adds, y, j);
  if (j == n) return;
  const Some rest = some_of(n - j);
  V sum = adds ? rest.get(y + j) : hn::Zero(D());
  for (int64_t i = 0; i < count; ++i) {
    sum = hn::MulAdd(rest.get(a[i] + j), rest.get(b[i] + j), sum);
  }
  rest.put(sum, y + j);
}

template <class T>
void AddProducts(const T* a, const T* b, float* y, int64_t n) {
  ForEachPart(n, [=](auto at, int64_t j) HWY_ATTR {
    at.put(hn::MulAdd(at.get(a + j), at.get(b + j), at.get(y + j)), y + j);
  });
}

/// Where x is NaN no comparison holds: it is taken.
HWY_INLINE V Larger(V x, V y) {
  return hn::IfThenElse(hn::Ge(y, x), y, hn::IfThenElse(hn::IsNaN(y), y, x));
}

template <class T>
void LargestOf(const T* const* x, int64_t count, bool with_y, T* y, int64_t n) {
  ForEachPart(n, [=](auto at, int64_t j) HWY_ATTR {
    V largest = at.get((with_y ? y : x[0]) + j);
    for (int64_t i = with_y ? 0 : 1; i < count; ++i) largest = Larger(at.get(x[i] + j), largest);
    at.put(largest, y + j);
  });
}

template <class T>
void RowsSum(const T* const* x, int64_t count, bool with_y, float* y, int64_t n) {
  ForEachPart(n, [=](auto at, int64_t j) HWY_ATTR {
    V sum = with_y ? at.get(y + j) : at.get(x[0] + j);
    for (int64_t i = with_y ? 0 : 1; i < count; ++i) sum = hn::Add(sum, at.get(x[i] + j));
    at.put(sum, y + j);
  });
}

template <class T>
void AddToFirstEqual(const T* const* x, int64_t count, const T* y, const T* dy, T* const* dx,
                     int64_t n) {
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

// Dispatch takes no templates.
void SumOfFloatProducts(const float* const* a, const float* const* b, int64_t count, bool adds,
                        float* y, int64_t n) {
  SumOfProducts(a, b, count, adds, y, n);
}
void SumOfHalfProducts(const BFloat16* const* a, const float* const* b, int64_t count, bool adds,
                       float* y, int64_t n) {
  SumOfProducts(a, b, count, adds, y, n);
}
void AddFloatProducts(const float* a, const float* b, float* y, int64_t n) {
  AddProducts(a, b, y, n);
}
void AddHalfProducts(const BFloat16* a, const BFloat16* b, float* y, int64_t n) {
  AddProducts(a, b, y, n);
}
void LargestOfFloats(const float* const* x, int64_t count, bool with_y, float* y, int64_t n) {
  LargestOf(x, count, with_y, y, n);
}
void LargestOfHalves(const BFloat16* const* x, int64_t count, bool with_y, BFloat16* y, int64_t n) {
  LargestOf(x, count, with_y, y, n);
}
void SumOfFloatRows(const float* const* x, int64_t count, bool with_y, float* y, int64_t n) {
  RowsSum(x, count, with_y, y, n);
}
void SumOfHalfRows(const BFloat16* const* x, int64_t count, bool with_y, float* y, int64_t n) {
  RowsSum(x, count, with_y, y, n);
}
void AddToFirstEqualFloat(const float* const* x, int64_t count, const float* y, const float* dy,
                          float* const* dx, int64_t n) {
  AddToFirstEqual(x, count, y, dy, dx, n);
}
void AddToFirstEqualHalf(const BFloat16* const* x, int64_t count, const BFloat16* y,
                         const BFloat16* dy, BFloat16* const* dx, int64_t n) {
  AddToFirstEqual(x, count, y, dy, dx, n);
}

}  // namespace HWY_NAMESPACE
}  // namespace keratin::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace keratin::cpu {

HWY_EXPORT(SumOfFloatProducts);
HWY_EXPORT(SumOfHalfProducts);
HWY_EXPORT(AddFloatProducts);
HWY_EXPORT(AddHalfProducts);
HWY_EXPORT(LargestOfFloats);
HWY_EXPORT(LargestOfHalves);
HWY_EXPORT(SumOfFloatRows);
HWY_EXPORT(SumOfHalfRows);
HWY_EXPORT(AddToFirstEqualFloat);
HWY_EXPORT(AddToFirstEqualHalf);

void sum_of_products(const float* const* a, const float* const* b, int64_t count, bool adds,
                     float* y, int64_t n) {
  HWY_DYNAMIC_DISPATCH(SumOfFloatProducts)(a, b, count, adds, y, n);
}
void sum_of_products(const BFloat16* const* a, const float* const* b, int64_t count, bool adds,
                     float* y, int64_t n) {
  HWY_DYNAMIC_DISPATCH(SumOfHalfProducts)(a, b, count, adds, y, n);
}

void add_products(const float* a, const float* b, float* y, int64_t n) {
  HWY_DYNAMIC_DISPATCH(AddFloatProducts)(a, b, y, n);
}
void add_products(const BFloat16* a, const BFloat16* b, float* y, int64_t n) {
  HWY_DYNAMIC_DISPATCH(AddHalfProducts)(a, b, y, n);
}

void largest_of(const float* const* x, int64_t count, bool with_y, float* y, int64_t n) {
  HWY_DYNAMIC_DISPATCH(LargestOfFloats)(x, count, with_y, y, n);
}
void largest_of(const BFloat16* const* x, int64_t count, bool with_y, BFloat16* y, int64_t n) {
  HWY_DYNAMIC_DISPATCH(LargestOfHalves)(x, count, with_y, y, n);
}

void rows_sum(const float* const* x, int64_t count, bool with_y, float* y, int64_t n) {
  HWY_DYNAMIC_DISPATCH(SumOfFloatRows)(x, count, with_y, y, n);
}
void rows_sum(const BFloat16* const* x, int64_t count, bool with_y, float* y, int64_t n) {
  HWY_DYNAMIC_DISPATCH(SumOfHalfRows)(x, count, with_y, y, n);
}

void add_to_first_equal(const float* const* x, int64_t count, const float* y, const float* dy,
                        float* const* dx, int64_t n) {
  HWY_DYNAMIC_DISPATCH(AddToFirstEqualFloat)(x, count, y, dy, dx, n);
}
void add_to_first_equal(const BFloat16* const* x, int64_t count, const BFloat16* y,
                        const BFloat16* dy, BFloat16* const* dx, int64_t n) {
  HWY_DYNAMIC_DISPATCH(AddToFirstEqualHalf)(x, count, y, dy, dx, n);
}

}  // namespace keratin::cpu
#endif  // HWY_ONCE
