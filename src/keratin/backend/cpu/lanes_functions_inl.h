// The functions that unary.inl names, of a register of float32. Included once for each kind of
// register (Highway's foreach_target). exp, log, tanh and erf are polynomials in registers, within
// 2 units in the last place of the exact value and right for infinities, NaN and denormals;
// tools/fit_functions.py prints their coefficients. Functions that networks hardly use ask the C
// library, lane by lane. After Moshier's Cephes library.
#if defined(KERATIN_LANES_FUNCTIONS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef KERATIN_LANES_FUNCTIONS_INL
#undef KERATIN_LANES_FUNCTIONS_INL
#else
#define KERATIN_LANES_FUNCTIONS_INL
#endif

#include <cmath>
#include <cstdint>

#include "keratin/backend/cpu/lanes_inl.h"

HWY_BEFORE_NAMESPACE();
namespace keratin::cpu {
namespace HWY_NAMESPACE {

/// 2 to the power of whole numbers from -126 to 127.
HWY_INLINE Lanes power_of_two(Lanes n) {
  const hn::RebindToSigned<LanesTag> di;
  const auto exponent = hn::Add(hn::ConvertTo(di, n.value), hn::Set(di, 127));
  return hn::BitCast(LanesTag(), hn::ShiftLeft<23>(exponent));
}

/// x = n ln 2 + r with |r| <= ln(2) / 2, and e^r = 1 + q.
struct Exponent {
  Lanes n, q;
};
HWY_INLINE Exponent exponent_of(Lanes x) {
  const Lanes n = nearbyint(x * Lanes(1.44269504088896341));
  // ln 2 in two parts: n times the first is exact.
  Lanes r = fused(n, Lanes(-0.693359375), x);
  r = fused(n, Lanes(2.12194440054690583e-4), r);
  const Lanes p = polynomial(r, 0.5F, 0.166665435F, 0.0416664332F, 0.00836655591F, 0.0013937921F);
  return {n, fused(r * r, p, r)};
}

HWY_INLINE Lanes exp(Lanes x) {
  // Beyond these the result is 0 or infinity all the same. NaN passes both.
  x = where(x < Lanes(-104), Lanes(-104), where(x > Lanes(89), Lanes(89), x));
  const auto [n, q] = exponent_of(x);
  // In two factors, because one would not reach denormals nor the last power of two.
  const Lanes half = floor(n * Lanes(0.5));
  return (q + Lanes(1)) * power_of_two(half) * power_of_two(n - half);
}

/// e^x for x <= 0, but for results below 1e-37, which are not as exact: one factor reaches them.
HWY_INLINE Lanes exp_of_negative(Lanes x) {
  const auto [n, q] = exponent_of(where(x < Lanes(-87), Lanes(-87), x));
  return (q + Lanes(1)) * power_of_two(n);
}

/// e^x - 1
HWY_INLINE Lanes expm1(Lanes x) {
  const Lanes limited = where(x < Lanes(-20), Lanes(-20), where(x > Lanes(89), Lanes(89), x));
  const auto [n, q] = exponent_of(limited);
  const Lanes scale = power_of_two(n - Lanes(1));
  const Lanes y = Lanes(2) * fused(scale, q, scale - Lanes(0.5));
  return where(x == Lanes(0), x, y);  // keeps -0
}

/// x = 2^e m with m in [sqrt(1/2), sqrt(2)), and log(m) = f + rest.
struct Logarithm {
  Lanes e, f, rest;
};
HWY_INLINE Logarithm logarithm_of(Lanes x) {
  const LanesTag d;
  const hn::RebindToSigned<LanesTag> di;
  const LanesMask is_small = x < Lanes(1.17549435e-38);
  const Lanes normal = where(is_small, x * Lanes(8388608), x);
  // Bits above those of sqrt(1/2) carry into the exponent where m would be at least sqrt(2).
  const auto offset = hn::Set(di, 0x3f3504f3);
  const auto above = hn::Sub(hn::BitCast(di, normal.value), offset);
  const auto exponent = hn::ShiftRight<23>(above);
  const auto fraction = hn::Add(hn::And(above, hn::Set(di, 0x007fffff)), offset);
  const Lanes whole = hn::ConvertTo(d, exponent);
  const Lanes e = where(is_small, whole - Lanes(23), whole);
  const Lanes f = Lanes(hn::BitCast(d, fraction)) - Lanes(1);
  const Lanes p =
      polynomial(f, 0.333333105F, -0.249999866F, 0.200022236F, -0.166692495F, 0.142187163F,
                 -0.12384402F, 0.118726194F, -0.117893703F, 0.0691561252F);
  const Lanes square = f * f;
  return {e, f, fused(square * f, p, Lanes(-0.5) * square)};
}

/// `y` where the logarithm of x is a number; its limits, and NaN, where it is not.
HWY_INLINE Lanes at_the_ends_of_log(Lanes x, Lanes y) {
  const Lanes infinity = hn::Inf(LanesTag());
  y = where(x < infinity, y, x);  // infinity and NaN
  y = where(x == Lanes(0), -infinity, y);
  return where(x < Lanes(0), Lanes(hn::NaN(LanesTag())), y);
}

HWY_INLINE Lanes log(Lanes x) {
  const auto [e, f, rest] = logarithm_of(x);
  const Lanes low = fused(e, Lanes(-2.12194440054690583e-4), rest);
  return at_the_ends_of_log(x, fused(e, Lanes(0.693359375), low + f));
}

HWY_INLINE Lanes log2(Lanes x) {
  const auto [e, f, rest] = logarithm_of(x);
  // 1 / ln 2 = 1 + 0.44...: f itself, the largest part, is added without a rounding.
  const Lanes low = fused(f + rest, Lanes(0.44269504088896341), rest);
  return at_the_ends_of_log(x, e + (f + low));
}

/// log(1 + x)
HWY_INLINE Lanes log1p(Lanes x) {
  const Lanes u = x + Lanes(1);
  const Lanes lost = x - (u - Lanes(1));
  const auto [e, f, rest] = logarithm_of(u);
  const Lanes low = fused(e, Lanes(-2.12194440054690583e-4), rest) + lost / u;
  const Lanes y = at_the_ends_of_log(u, fused(e, Lanes(0.693359375), low + f));
  return where(x == Lanes(0), x, y);  // keeps -0
}

HWY_INLINE Lanes tanh(Lanes x) {
  const Lanes magnitude = abs(x), square = x * x;
  const Lanes p = polynomial(square, -0.333332837F, 0.133314848F, -0.0537430048F, 0.0206491034F,
                             -0.00571549917F);
  const Lanes near = fused(x * square, p, x);
  const Lanes e = exp_of_negative(-(magnitude + magnitude));
  const Lanes far = (Lanes(1) - e) / (Lanes(1) + e);
  return with_sign_of(where(magnitude < Lanes(0.625), near, far), x);
}

HWY_INLINE Lanes erf(Lanes x) {
  const Lanes magnitude = abs(x), square = x * x;
  const Lanes p = polynomial(square, 0.128379151F, -0.376124978F, 0.112818271F, -0.0267662313F,
                             0.00499176187F, -0.000598021375F);
  const Lanes near = fused(x, p, x);
  const Lanes t = where(magnitude > Lanes(4), Lanes(4), magnitude);
  const Lanes q = polynomial(t, 0.128551751F, 0.635625243F, 0.105262779F, -0.022674242F,
                             0.00293023256F, -4.96170178e-05F, -4.55748232e-05F, 4.93767584e-06F);
  const Lanes far = Lanes(1) - exp(-fused(t, q, t));
  return with_sign_of(where(magnitude < Lanes(0.925), near, far), x);
}

/// f of each lane by itself.
template <class F>
HWY_INLINE Lanes each(Lanes x, F f) {
  const LanesTag d;
  HWY_ALIGN float lanes[hn::MaxLanes(LanesTag())];
  hn::Store(x.value, d, lanes);
  for (size_t i = 0; i < hn::Lanes(d); ++i) lanes[i] = f(lanes[i]);
  return hn::Load(d, lanes);
}
#define KERATIN_EACH_LANE(name)                               \
  inline HWY_NOINLINE Lanes name(Lanes x) {                   \
    return each(x, static_cast<float (*)(float)>(std::name)); \
  }
KERATIN_EACH_LANE(log10)
KERATIN_EACH_LANE(exp2)
KERATIN_EACH_LANE(sin)
KERATIN_EACH_LANE(cos)
KERATIN_EACH_LANE(tan)
KERATIN_EACH_LANE(asin)
KERATIN_EACH_LANE(acos)
KERATIN_EACH_LANE(atan)
KERATIN_EACH_LANE(sinh)
KERATIN_EACH_LANE(cosh)
KERATIN_EACH_LANE(asinh)
KERATIN_EACH_LANE(acosh)
KERATIN_EACH_LANE(atanh)
#undef KERATIN_EACH_LANE

}  // namespace HWY_NAMESPACE
}  // namespace keratin::cpu
HWY_AFTER_NAMESPACE();

#endif  // once for each kind of register
