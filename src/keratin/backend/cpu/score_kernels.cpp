#include "keratin/backend/cpu/score_kernels.h"

#include "keratin/backend/cpu/register_kinds.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "keratin/backend/cpu/score_kernels.cpp"
#include <hwy/foreach_target.h>  // compiles this file once for each kind of register
#include <hwy/highway.h>

#include "keratin/backend/cpu/lanes_functions_inl.h"

HWY_BEFORE_NAMESPACE();
namespace keratin::cpu {
namespace HWY_NAMESPACE {
namespace {

constexpr int64_t kLanes = HWY_LANES(float);

HWY_INLINE Lanes number(float x) { return hn::Set(LanesTag(), x); }

/// body(mask, i) for each register of a row; only the last mask is not full.
template <class Body>
HWY_INLINE void for_registers(int64_t n, Body body) {
  const auto whole = hn::FirstN(LanesTag(), static_cast<size_t>(kLanes));
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) body(whole, i);
  if (i < n) body(hn::FirstN(LanesTag(), static_cast<size_t>(n - i)), i);
}
template <class Mask>
HWY_INLINE Lanes read(Mask mask, const float* from) {
  return hn::MaskedLoad(mask, LanesTag(), from);
}
template <class Mask>
HWY_INLINE void write(Lanes x, Mask mask, float* to) {
  hn::BlendedStore(x.value, mask, LanesTag(), to);
}
HWY_INLINE float sum_of(Lanes x) { return hn::GetLane(hn::SumOfLanes(LanesTag(), x.value)); }

}  // namespace

/// NaN may be lost here, but not in what it is subtracted from.
float ScaledLargest(float* x, float factor, int64_t n) {
  const auto lowest = hn::Neg(hn::Inf(LanesTag()));
  auto largest = lowest;
  const Lanes times = number(factor);
  for_registers(n, [&](auto mask, int64_t i) HWY_ATTR {
    const Lanes value = read(mask, x + i) * times;
    write(value, mask, x + i);
    largest = hn::Max(largest, hn::IfThenElse(mask, value.value, lowest));
  });
  return hn::GetLane(hn::MaxOfLanes(LanesTag(), largest));
}

float ShiftedExp(float* x, float shift, int64_t n) {
  Lanes sum(0);
  const Lanes by = number(shift);
  for_registers(n, [&](auto mask, int64_t i) HWY_ATTR {
    const Lanes e = hn::IfThenElseZero(mask, exp(read(mask, x + i) - by).value);
    sum = sum + e;
    write(e, mask, x + i);
  });
  return sum_of(sum);
}

void ScaledExp(float* x, float shift, float factor, int64_t n) {
  const Lanes by = number(shift), times = number(factor);
  for_registers(n, [&](auto mask, int64_t i)
                       HWY_ATTR { write(exp(read(mask, x + i) - by) * times, mask, x + i); });
}

void ScaleRun(float* x, float factor, int64_t n) {
  const Lanes times = number(factor);
  for_registers(
      n, [&](auto mask, int64_t i) HWY_ATTR { write(read(mask, x + i) * times, mask, x + i); });
}

float InnerProduct(const float* x, const float* y, int64_t n) {
  Lanes sum(0);
  for_registers(n, [&](auto mask, int64_t i)
                       HWY_ATTR { sum = fused(read(mask, x + i), read(mask, y + i), sum); });
  return sum_of(sum);
}

void ScoreGradient(const float* p, float* dp, float inner, float scale, int64_t n) {
  const Lanes by = number(inner), times = number(scale);
  for_registers(n, [&](auto mask, int64_t i) HWY_ATTR {
    write(read(mask, p + i) * (read(mask, dp + i) - by) * times, mask, dp + i);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace keratin::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace keratin::cpu {

HWY_EXPORT(ScaledLargest);
HWY_EXPORT(ShiftedExp);
HWY_EXPORT(ScaledExp);
HWY_EXPORT(ScaleRun);
HWY_EXPORT(InnerProduct);
HWY_EXPORT(ScoreGradient);

float scaled_largest(float* x, float factor, int64_t n) {
  return HWY_DYNAMIC_DISPATCH(ScaledLargest)(x, factor, n);
}
float shifted_exp(float* x, float shift, int64_t n) {
  return HWY_DYNAMIC_DISPATCH(ShiftedExp)(x, shift, n);
}
void scaled_exp(float* x, float shift, float factor, int64_t n) {
  HWY_DYNAMIC_DISPATCH(ScaledExp)(x, shift, factor, n);
}
void scale_run(float* x, float factor, int64_t n) { HWY_DYNAMIC_DISPATCH(ScaleRun)(x, factor, n); }
float inner_product(const float* x, const float* y, int64_t n) {
  return HWY_DYNAMIC_DISPATCH(InnerProduct)(x, y, n);
}
void score_gradient(const float* p, float* dp, float inner, float scale, int64_t n) {
  HWY_DYNAMIC_DISPATCH(ScoreGradient)(p, dp, inner, scale, n);
}

}  // namespace keratin::cpu
#endif  // HWY_ONCE
