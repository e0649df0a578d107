#include "keratin/backend/cpu/bfloat16_runs.h"

#include "keratin/backend/cpu/register_kinds.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "keratin/backend/cpu/bfloat16_runs.cpp"
#include <hwy/foreach_target.h>  // compiles this file once for each kind of register
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace keratin::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void WidenRun(const BFloat16* x, float* y, int64_t size) {
  const hn::ScalableTag<uint32_t> d;
  const hn::Rebind<uint16_t, decltype(d)> halves;
  constexpr int64_t lanes = HWY_LANES(uint32_t);
  const auto* from = reinterpret_cast<const uint16_t*>(x);
  auto* to = reinterpret_cast<uint32_t*>(y);
  int64_t i = 0;
  for (; i + lanes <= size; i += lanes) {
    hn::StoreU(hn::ShiftLeft<16>(hn::PromoteTo(d, hn::LoadU(halves, from + i))), d, to + i);
  }
  for (; i < size; ++i) y[i] = static_cast<float>(x[i]);
}

void RoundRun(const float* x, BFloat16* y, int64_t size) {
  const hn::ScalableTag<uint32_t> d;
  const hn::Rebind<uint16_t, decltype(d)> halves;
  constexpr int64_t lanes = HWY_LANES(uint32_t);
  const auto* from = reinterpret_cast<const uint32_t*>(x);
  auto* to = reinterpret_cast<uint16_t*>(y);
  const auto one = hn::Set(d, 1U), below_half = hn::Set(d, 0x7fffU), quiet = hn::Set(d, 0x400000U);
  const auto magnitude = hn::Set(d, 0x7fffffffU), infinity = hn::Set(d, 0x7f800000U);
  int64_t i = 0;
  for (; i + lanes <= size; i += lanes) {
    const auto word = hn::LoadU(d, from + i);
    const auto is_odd = hn::And(hn::ShiftRight<16>(word), one);
    const auto rounded = hn::Add(hn::Add(word, below_half), is_odd);
    const auto is_nan = hn::Gt(hn::And(word, magnitude), infinity);
    const auto bits = hn::IfThenElse(is_nan, hn::Or(word, quiet), rounded);
    hn::StoreU(hn::TruncateTo(halves, hn::ShiftRight<16>(bits)), halves, to + i);
  }
  for (; i < size; ++i) y[i] = BFloat16(x[i]);
}

}  // namespace HWY_NAMESPACE
}  // namespace keratin::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace keratin::cpu {

HWY_EXPORT(WidenRun);
HWY_EXPORT(RoundRun);

void widen_run(const BFloat16* x, float* y, int64_t size) {
  HWY_DYNAMIC_DISPATCH(WidenRun)(x, y, size);
}

void round_run(const float* x, BFloat16* y, int64_t size) {
  HWY_DYNAMIC_DISPATCH(RoundRun)(x, y, size);
}

}  // namespace keratin::cpu
#endif  // HWY_ONCE
