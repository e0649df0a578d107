#include "keratin/backend/cpu/vector_kernels.h"

#include <algorithm>

#include "keratin/backend/cpu/register_kinds.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "keratin/backend/cpu/vector_kernels.cpp"
#include <hwy/foreach_target.h>  // compiles this file once for each kind of register
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace keratin::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;
using M = hn::Mask<D>;

/// The mask of a whole register: loads and stores with a real one are slow on some processors.
struct All {};

/// Calls body(i, mask) for each register of a run; only the last mask is not All.
template <class Body>
HWY_INLINE void ForEachRegister(int64_t size, Body body) {
  const D d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + lanes <= size; i += lanes) body(i, All());
  if (i < size) body(i, hn::FirstN(d, static_cast<size_t>(size - i)));
}

/// Calls body(i, j, mask) for each register of a grid: i in the weight, j in the gradient.
template <class Body>
HWY_INLINE void ForEachRegister(const Grid& grid, Body body) {
  for (int64_t row = 0; row < grid.rows; ++row) {
    const int64_t i = row * grid.step, j = row * grid.gradient_step;
    ForEachRegister(grid.columns, [&](int64_t k, auto mask) HWY_ATTR { body(i + k, j + k, mask); });
  }
}

HWY_INLINE V Get(All, const float* from, int64_t i) { return hn::LoadU(D(), from + i); }
HWY_INLINE void Put(V value, All, float* to, int64_t i) { hn::StoreU(value, D(), to + i); }
HWY_INLINE V Get(M mask, const float* from, int64_t i) {
  return hn::MaskedLoad(mask, D(), from + i);
}
HWY_INLINE void Put(V value, M mask, float* to, int64_t i) {
  hn::BlendedStore(value, mask, D(), to + i);
}

/// 1 / sqrt(x). In registers of 16 lanes the processor's own root and quotient take longer than
/// everything else in a step; one step of Newton's method makes its estimate of 14 bits exact to
/// the last bit or two.
HWY_INLINE V ReciprocalRoot(V x) {
  const D d;
#if HWY_TARGET <= HWY_AVX3
  const V estimate = hn::ApproximateReciprocalSqrt(x);
  const V half = hn::Mul(hn::Set(d, 0.5F), x);
  const V error = hn::NegMulAdd(hn::Mul(half, estimate), estimate, hn::Set(d, 0.5F));
  const V root = hn::MulAdd(estimate, error, estimate);
  // 0 and infinity have exact estimates, which the step would turn into NaN.
  return hn::IfThenElse(hn::Eq(root, root), root, estimate);
#else
  return hn::Div(hn::Set(d, 1), hn::Sqrt(x));
#endif
}

/// A register of weights as the rules of update_rules_internal.h want it.
struct Lanes {
  V v = hn::Zero(D());
  HWY_INLINE Lanes() {}
  explicit HWY_INLINE Lanes(V value) : v(value) {}
  explicit HWY_INLINE Lanes(float value) : v(hn::Set(D(), value)) {}
};
HWY_INLINE Lanes operator+(Lanes x, Lanes y) { return Lanes(hn::Add(x.v, y.v)); }
HWY_INLINE Lanes operator-(Lanes x, Lanes y) { return Lanes(hn::Sub(x.v, y.v)); }
HWY_INLINE Lanes operator*(Lanes x, Lanes y) { return Lanes(hn::Mul(x.v, y.v)); }
HWY_INLINE Lanes operator/(Lanes x, Lanes y) { return Lanes(hn::Div(x.v, y.v)); }
HWY_INLINE Lanes sqrt(Lanes x) { return Lanes(hn::Sqrt(x.v)); }
HWY_INLINE Lanes reciprocal_root(Lanes x) { return Lanes(ReciprocalRoot(x.v)); }
HWY_INLINE Lanes larger(Lanes x, Lanes y) { return Lanes(hn::Max(x.v, y.v)); }

#include "keratin/backend/functions/update_rules_internal.h"

template <class Rule>
void UpdateBy(const Rule& rule, float decay, float* weight, const float* gradient,
              const SlotPointers& places, const Grid& grid) {
  constexpr size_t kSlots = Rule::slots.size();
  const bool decays = decay != 1;
  const bool rests_at_zero = rule.rests_at_zero() && !decays;
  ForEachRegister(grid, [&](int64_t i, int64_t j, auto mask) HWY_ATTR {
    const Lanes g(Get(mask, gradient, j));
    Lanes slots[kSlots];
    for (size_t k = 0; k < kSlots; ++k) {
      if (places[k]) slots[k] = Lanes(Get(mask, places[k], i));
    }
    remember(rule, g, slots);
    for (size_t k = 0; k < kSlots; ++k) {
      if (places[k]) Put(slots[k].v, mask, places[k], i);
    }
    // Inputs that are zero in the whole batch: their weights do not move.
    if (rests_at_zero && hn::AllTrue(D(), hn::Eq(g.v, hn::Zero(D())))) return;
    Lanes w(Get(mask, weight, i));
    if (decays) w = w * Lanes(decay);
    Put((w - step_of(rule, g, slots)).v, mask, weight, i);
  });
}

void Update(const StepRule& rule, float decay, float* weight, const float* gradient,
            const SlotPointers& slots, const Grid& grid) {
  std::visit([&](const auto& one) { UpdateBy(one, decay, weight, gradient, slots, grid); }, rule);
}

void Bias(float* y, const float* bias, bool is_relu, int64_t size) {
  const V zero = hn::Zero(D());
  ForEachRegister(size, [&](int64_t i, auto mask) HWY_ATTR {
    V value = Get(mask, y, i);
    if (bias) value = hn::Add(value, Get(mask, bias, i));
    // Not Max: NaN must stay NaN.
    if (is_relu) value = hn::IfThenElse(hn::Lt(value, zero), zero, value);
    Put(value, mask, y, i);
  });
}

void ReluGradient(const float* y, const float* dy, float* dx, int64_t size) {
  ForEachRegister(size, [&](int64_t i, auto mask) HWY_ATTR {
    const M is_on = hn::Gt(Get(mask, y, i), hn::Zero(D()));
    Put(hn::IfThenElseZero(is_on, Get(mask, dy, i)), mask, dx, i);
  });
}

// Positive numbers of bfloat16 are positive as int16, and what is above infinity is NaN.
using Halves = hn::ScalableTag<int16_t>;

void ReluGradientOfHalves(const BFloat16* y, const BFloat16* dy, BFloat16* dx, int64_t size) {
  const Halves d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  const auto at = [](auto* x) { return reinterpret_cast<const int16_t*>(x); };
  const auto above = hn::Set(d, int16_t{0x7f81}), zero = hn::Zero(d);
  int64_t i = 0;
  for (; i + lanes <= size; i += lanes) {
    const auto value = hn::LoadU(d, at(y + i));
    const auto is_on = hn::And(hn::Gt(value, zero), hn::Lt(value, above));
    hn::StoreU(hn::IfThenElseZero(is_on, hn::LoadU(d, at(dy + i))), d,
               reinterpret_cast<int16_t*>(dx + i));
  }
  for (; i < size; ++i) dx[i] = static_cast<float>(y[i]) > 0 ? dy[i] : BFloat16();
}

void ReluOfHalves(const BFloat16* x, BFloat16* y, int64_t size) {
  const Halves d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  // Of the numbers whose sign is set, as int16: zero is the least, then the others, then NaN.
  const auto minus_zero = hn::Set(d, static_cast<int16_t>(0x8000)),
             above = hn::Set(d, static_cast<int16_t>(0xff81)), zero = hn::Zero(d);
  int64_t i = 0;
  for (; i + lanes <= size; i += lanes) {
    const auto value = hn::LoadU(d, reinterpret_cast<const int16_t*>(x + i));
    const auto is_below = hn::And(hn::Gt(value, minus_zero), hn::Lt(value, above));
    hn::StoreU(hn::IfThenElse(is_below, zero, value), d, reinterpret_cast<int16_t*>(y + i));
  }
  for (; i < size; ++i) y[i] = static_cast<float>(x[i]) < 0 ? BFloat16() : x[i];
}

void Accumulate(float* total, const float* x, int64_t size) {
  ForEachRegister(size, [&](int64_t i, auto mask) HWY_ATTR {
    Put(hn::Add(Get(mask, total, i), Get(mask, x, i)), mask, total, i);
  });
}

void RoundToBFloat16(float* x, int64_t size) {
  const hn::RebindToUnsigned<D> du;
  const auto one = hn::Set(du, 1U);
  ForEachRegister(size, [&](int64_t i, auto mask) HWY_ATTR {
    const V value = Get(mask, x, i);
    const auto bits = hn::BitCast(du, value);
    const auto is_odd = hn::And(hn::ShiftRight<16>(bits), one);
    const auto sum = hn::Add(bits, hn::Add(is_odd, hn::Set(du, 0x7FFFU)));
    const V rounded = hn::BitCast(D(), hn::And(sum, hn::Set(du, 0xFFFF0000U)));
    // The sum would turn some NaN into infinity.
    Put(hn::IfThenElse(hn::Eq(value, value), rounded, value), mask, x, i);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace keratin::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace keratin::cpu {

HWY_EXPORT(Update);
HWY_EXPORT(Bias);
HWY_EXPORT(ReluGradient);
HWY_EXPORT(ReluGradientOfHalves);
HWY_EXPORT(ReluOfHalves);
HWY_EXPORT(Accumulate);
HWY_EXPORT(RoundToBFloat16);

void update_run(const StepRule& rule, float decay, float* weight, const float* gradient,
                const SlotPointers& slots, const Grid& grid) {
  HWY_DYNAMIC_DISPATCH(Update)(rule, decay, weight, gradient, slots, grid);
}

void bias_run(float* y, const float* bias, bool is_relu, int64_t size) {
  HWY_DYNAMIC_DISPATCH(Bias)(y, bias, is_relu, size);
}

void relu_gradient_run(const float* y, const float* dy, float* dx, int64_t size) {
  HWY_DYNAMIC_DISPATCH(ReluGradient)(y, dy, dx, size);
}

void relu_gradient_run(const BFloat16* y, const BFloat16* dy, BFloat16* dx, int64_t size) {
  HWY_DYNAMIC_DISPATCH(ReluGradientOfHalves)(y, dy, dx, size);
}

void relu_run(const BFloat16* x, BFloat16* y, int64_t size) {
  HWY_DYNAMIC_DISPATCH(ReluOfHalves)(x, y, size);
}

void accumulate_run(float* total, const float* x, int64_t size) {
  HWY_DYNAMIC_DISPATCH(Accumulate)(total, x, size);
}

void round_to_bfloat16_run(float* x, int64_t size) {
  HWY_DYNAMIC_DISPATCH(RoundToBFloat16)(x, size);
}

}  // namespace keratin::cpu
#endif
