#include "keratin/backend/cpu/vector_functions.h"

#include "keratin/backend/cpu/register_kinds.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "keratin/backend/cpu/vector_functions.cpp"
#include <hwy/foreach_target.h>  // compiles this file once for each kind of register
#include <hwy/highway.h>

#include "keratin/backend/cpu/lanes_functions_inl.h"

HWY_BEFORE_NAMESPACE();
namespace keratin::cpu {
namespace HWY_NAMESPACE {

#include "keratin/backend/functions/unary.inl"

constexpr int64_t kLanes = HWY_LANES(float);

HWY_INLINE Lanes read(const float* from) { return hn::LoadU(LanesTag(), from); }
HWY_INLINE void write(Lanes x, float* to) { hn::StoreU(x.value, LanesTag(), to); }
HWY_INLINE Lanes read(hn::Mask<LanesTag> mask, const float* from) {
  return hn::MaskedLoad(mask, LanesTag(), from);
}
HWY_INLINE void write(Lanes x, hn::Mask<LanesTag> mask, float* to) {
  hn::BlendedStore(x.value, mask, LanesTag(), to);
}
HWY_INLINE hn::Mask<LanesTag> first(int64_t n) {
  return hn::FirstN(LanesTag(), static_cast<size_t>(n));
}

template <class Function>
void ValueLoop(const float* x, float* y, int64_t n, float a, float b) {
  const Lanes p(static_cast<double>(a)), q(static_cast<double>(b));
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) write(Function::value(read(x + i), p, q), y + i);
  if (i == n) return;
  const auto mask = first(n - i);
  write(Function::value(read(mask, x + i), p, q), mask, y + i);
}

template <class Function>
void SlopeLoop(const float* x, const float* y, const float* dy, float* dx, int64_t n, float a,
               float b) {
  const Lanes p(static_cast<double>(a)), q(static_cast<double>(b));
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    write(read(dy + i) * Function::slope(read(x + i), read(y + i), p, q), dx + i);
  }
  if (i == n) return;
  const auto mask = first(n - i);
  const Lanes slope = Function::slope(read(mask, x + i), read(mask, y + i), p, q);
  write(read(mask, dy + i) * slope, mask, dx + i);
}

ValueRun ValueRunOf(Unary f) {
  return visit_unary(f, [](auto function) -> ValueRun { return ValueLoop<decltype(function)>; });
}

SlopeRun SlopeRunOf(Unary f) {
  return visit_unary(f, [](auto function) -> SlopeRun { return SlopeLoop<decltype(function)>; });
}

/// body(begin, mask) for each register of a row; only the last mask is not full.
template <class Body>
HWY_INLINE void for_each_register(int64_t n, Body body) {
  const auto whole = first(kLanes);
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) body(i, whole);
  if (i < n) body(i, first(n - i));
}

HWY_INLINE float sum_of(Lanes x) { return hn::GetLane(hn::SumOfLanes(LanesTag(), x.value)); }

/// NaN may be lost here, but not in what is subtracted from it.
float LargestOfRow(const float* x, int64_t n) {
  const auto lowest = hn::Neg(hn::Inf(LanesTag()));
  auto largest = lowest;
  for_each_register(n, [&](int64_t i, auto mask) HWY_ATTR {
    largest = hn::Max(largest, hn::IfThenElse(mask, read(mask, x + i).value, lowest));
  });
  return hn::GetLane(hn::MaxOfLanes(LanesTag(), largest));
}

float ExpRow(const float* x, float* y, int64_t n) {
  const Lanes shift(static_cast<double>(LargestOfRow(x, n)));
  Lanes sum(0);
  for_each_register(n, [&](int64_t i, auto mask) HWY_ATTR {
    const Lanes e = hn::IfThenElseZero(mask, exp(read(mask, x + i) - shift).value);
    sum = sum + e;
    write(e, mask, y + i);
  });
  return sum_of(sum);
}

void SoftmaxRow(const float* x, float* y, int64_t n) {
  const Lanes sum(static_cast<double>(ExpRow(x, y, n)));
  for_each_register(
      n, [&](int64_t i, auto mask) HWY_ATTR { write(read(mask, y + i) / sum, mask, y + i); });
}

void LogSoftmaxRow(const float* x, float* y, int64_t n) {
  const Lanes shift(static_cast<double>(LargestOfRow(x, n)));
  Lanes sum(0);
  for_each_register(n, [&](int64_t i, auto mask) HWY_ATTR {
    sum = sum + Lanes(hn::IfThenElseZero(mask, exp(read(mask, x + i) - shift).value));
  });
  const Lanes log_sum = log(Lanes(static_cast<double>(sum_of(sum))));
  for_each_register(n, [&](int64_t i, auto mask)
                           HWY_ATTR { write(read(mask, x + i) - shift - log_sum, mask, y + i); });
}

void SoftmaxGradientRow(const float* y, const float* dy, float* dx, int64_t n) {
  Lanes sum(0);
  for_each_register(n, [&](int64_t i, auto mask)
                           HWY_ATTR { sum = sum + read(mask, y + i) * read(mask, dy + i); });
  const Lanes inner(static_cast<double>(sum_of(sum)));
  for_each_register(n, [&](int64_t i, auto mask) HWY_ATTR {
    write(read(mask, y + i) * (read(mask, dy + i) - inner), mask, dx + i);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace keratin::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace keratin::cpu {

HWY_EXPORT(ValueRunOf);
HWY_EXPORT(SlopeRunOf);
HWY_EXPORT(ExpRow);
HWY_EXPORT(SoftmaxRow);
HWY_EXPORT(LogSoftmaxRow);
HWY_EXPORT(SoftmaxGradientRow);

ValueRun value_run_of(Unary f) { return HWY_DYNAMIC_DISPATCH(ValueRunOf)(f); }

SlopeRun slope_run_of(Unary f) { return HWY_DYNAMIC_DISPATCH(SlopeRunOf)(f); }

float exp_row(const float* x, float* y, int64_t n) { return HWY_DYNAMIC_DISPATCH(ExpRow)(x, y, n); }

void softmax_row(const float* x, float* y, int64_t n) { HWY_DYNAMIC_DISPATCH(SoftmaxRow)(x, y, n); }

void log_softmax_row(const float* x, float* y, int64_t n) {
  HWY_DYNAMIC_DISPATCH(LogSoftmaxRow)(x, y, n);
}

void softmax_gradient_row(const float* y, const float* dy, float* dx, int64_t n) {
  HWY_DYNAMIC_DISPATCH(SoftmaxGradientRow)(y, dy, dx, n);
}

}  // namespace keratin::cpu
#endif  // HWY_ONCE
