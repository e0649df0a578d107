// One register of float32 as a number: operators, comparisons and rounding. Included once for each
// kind of register (Highway's foreach_target). lanes_functions_inl.h has the mathematics.
#if defined(KERATIN_LANES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef KERATIN_LANES_INL
#undef KERATIN_LANES_INL
#else
#define KERATIN_LANES_INL
#endif

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace keratin::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using LanesTag = hn::ScalableTag<float>;

struct LanesMask {
  hn::Mask<LanesTag> mask;
};

struct Lanes {
  hn::Vec<LanesTag> value;

  HWY_INLINE Lanes(hn::Vec<LanesTag> v) : value(v) {}  // NOLINT: implicit on purpose
  HWY_INLINE explicit Lanes(double x) : value(hn::Set(LanesTag(), static_cast<float>(x))) {}
};

HWY_INLINE Lanes operator+(Lanes a, Lanes b) { return hn::Add(a.value, b.value); }
HWY_INLINE Lanes operator-(Lanes a, Lanes b) { return hn::Sub(a.value, b.value); }
HWY_INLINE Lanes operator*(Lanes a, Lanes b) { return hn::Mul(a.value, b.value); }
HWY_INLINE Lanes operator/(Lanes a, Lanes b) { return hn::Div(a.value, b.value); }
HWY_INLINE Lanes operator-(Lanes a) { return hn::Neg(a.value); }
HWY_INLINE LanesMask operator<(Lanes a, Lanes b) { return {hn::Lt(a.value, b.value)}; }
HWY_INLINE LanesMask operator>(Lanes a, Lanes b) { return {hn::Gt(a.value, b.value)}; }
HWY_INLINE LanesMask operator<=(Lanes a, Lanes b) { return {hn::Le(a.value, b.value)}; }
HWY_INLINE LanesMask operator>=(Lanes a, Lanes b) { return {hn::Ge(a.value, b.value)}; }
HWY_INLINE LanesMask operator==(Lanes a, Lanes b) { return {hn::Eq(a.value, b.value)}; }

HWY_INLINE Lanes where(LanesMask condition, Lanes a, Lanes b) {
  return hn::IfThenElse(condition.mask, a.value, b.value);
}
HWY_INLINE Lanes abs(Lanes x) { return hn::Abs(x.value); }
HWY_INLINE Lanes sqrt(Lanes x) { return hn::Sqrt(x.value); }
HWY_INLINE Lanes floor(Lanes x) { return hn::Floor(x.value); }
HWY_INLINE Lanes ceil(Lanes x) { return hn::Ceil(x.value); }
HWY_INLINE Lanes trunc(Lanes x) { return hn::Trunc(x.value); }
HWY_INLINE Lanes nearbyint(Lanes x) { return hn::Round(x.value); }
HWY_INLINE Lanes with_sign_of(Lanes magnitude, Lanes x) {
  return hn::CopySign(magnitude.value, x.value);
}

/// a * b + c, rounded once where the registers can.
HWY_INLINE Lanes fused(Lanes a, Lanes b, Lanes c) { return hn::MulAdd(a.value, b.value, c.value); }

/// The polynomial with these coefficients, the constant one first.
HWY_INLINE Lanes polynomial(Lanes, float last) { return Lanes(static_cast<double>(last)); }
template <class... Rest>
HWY_INLINE Lanes polynomial(Lanes x, float first, Rest... rest) {
  return fused(polynomial(x, rest...), x, Lanes(static_cast<double>(first)));
}

}  // namespace HWY_NAMESPACE
}  // namespace keratin::cpu
HWY_AFTER_NAMESPACE();

#endif  // once for each kind of register
