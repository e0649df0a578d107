#include "keratin/backend/cpu/cell_kernels.h"

#include "keratin/backend/cpu/register_kinds.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "keratin/backend/cpu/cell_kernels.cpp"
#include <hwy/foreach_target.h>  // compiles this file once for each kind of register
#include <hwy/highway.h>

#include "keratin/backend/cpu/lanes_functions_inl.h"

HWY_BEFORE_NAMESPACE();
namespace keratin::cpu {
namespace HWY_NAMESPACE {
namespace {

constexpr int64_t kLanes = HWY_LANES(float);

/// The elements of a whole register.
struct Whole {
  HWY_INLINE Lanes read(const float* from) const { return hn::LoadU(LanesTag(), from); }
  HWY_INLINE void write(Lanes x, float* to) const { hn::StoreU(x.value, LanesTag(), to); }
};
/// The first elements of one.
struct Some {
  hn::Mask<LanesTag> mask;
  HWY_INLINE Lanes read(const float* from) const { return hn::MaskedLoad(mask, LanesTag(), from); }
  HWY_INLINE void write(Lanes x, float* to) const {
    hn::BlendedStore(x.value, mask, LanesTag(), to);
  }
};

/// body(at, j) for each register of a row.
template <class Body>
HWY_INLINE void for_each_part(int64_t n, Body body) {
  int64_t j = 0;
  for (; j + kLanes <= n; j += kLanes) body(Whole(), j);
  if (j < n) body(Some{hn::FirstN(LanesTag(), static_cast<size_t>(n - j))}, j);
}

HWY_INLINE Lanes logistic(Lanes x) {
  const Lanes one(1), e = exp_of_negative(-abs(x));
  return where(x >= Lanes(0), one, e) / (one + e);
}
HWY_INLINE Lanes through_logistic(Lanes y, Lanes dy) { return dy * y * (Lanes(1) - y); }
HWY_INLINE Lanes through_tanh(Lanes y, Lanes dy) { return dy * (Lanes(1) - y * y); }

}  // namespace

void LstmRow(const float* q, const float* p, float* kept, float* c, float* h, int64_t units) {
  for_each_part(units, [=](auto at, int64_t j) HWY_ATTR {
    const auto sum = [&](int64_t block) HWY_ATTR {
      return at.read(p + block * units + j) + at.read(q + block * units + j);
    };
    const Lanes i = logistic(sum(0)), f = logistic(sum(1)), g = tanh(sum(2)), o = logistic(sum(3));
    const Lanes after = fused(f, at.read(c + j), i * g);
    if (kept) {
      at.write(i, kept + j);
      at.write(f, kept + units + j);
      at.write(g, kept + 2 * units + j);
      at.write(o, kept + 3 * units + j);
    }
    at.write(after, c + j);
    at.write(o * tanh(after), h + j);
  });
}

void LstmGradientRow(const float* kept, const float* c, const float* dh, float* dc, float* dq,
                     int64_t units) {
  for_each_part(units, [=](auto at, int64_t j) HWY_ATTR {
    const Lanes i = at.read(kept + j), f = at.read(kept + units + j),
                g = at.read(kept + 2 * units + j), o = at.read(kept + 3 * units + j);
    const Lanes before = at.read(c + j), d_h = at.read(dh + j);
    const Lanes after = tanh(fused(f, before, i * g));
    const Lanes d_c = at.read(dc + j) + through_tanh(after, d_h * o);
    at.write(through_logistic(i, d_c * g), dq + j);
    at.write(through_logistic(f, d_c * before), dq + units + j);
    at.write(through_tanh(g, d_c * i), dq + 2 * units + j);
    at.write(through_logistic(o, d_h * after), dq + 3 * units + j);
    at.write(d_c * f, dc + j);
  });
}

void GruRow(const float* q, const float* bias, const float* p, float* kept, float* h,
            int64_t units) {
  for_each_part(units, [=](auto at, int64_t j) HWY_ATTR {
    const auto inner = [&](int64_t block) HWY_ATTR {
      const Lanes product = at.read(q + block * units + j);
      return bias ? product + at.read(bias + block * units + j) : product;
    };
    const auto given = [&](int64_t block) HWY_ATTR { return at.read(p + block * units + j); };
    const Lanes z = logistic(given(0) + inner(0)), r = logistic(given(1) + inner(1));
    const Lanes q2 = inner(2), n = tanh(fused(r, q2, given(2)));
    if (kept) {
      at.write(z, kept + j);
      at.write(r, kept + units + j);
      at.write(n, kept + 2 * units + j);
      at.write(q2, kept + 3 * units + j);
    }
    at.write(fused(z, at.read(h + j), (Lanes(1) - z) * n), h + j);
  });
}

void GruGradientRow(const float* kept, const float* h, float* dh, float* dq, float* dp,
                    int64_t units) {
  for_each_part(units, [=](auto at, int64_t j) HWY_ATTR {
    const Lanes z = at.read(kept + j), r = at.read(kept + units + j),
                n = at.read(kept + 2 * units + j), q2 = at.read(kept + 3 * units + j);
    const Lanes d_h = at.read(dh + j);
    const Lanes dn = through_tanh(n, d_h * (Lanes(1) - z));
    const Lanes dz = through_logistic(z, d_h * (at.read(h + j) - n));
    const Lanes dr = through_logistic(r, dn * q2);
    at.write(dz, dq + j);
    at.write(dr, dq + units + j);
    at.write(dn * r, dq + 2 * units + j);
    at.write(dz, dp + j);
    at.write(dr, dp + units + j);
    at.write(dn, dp + 2 * units + j);
    at.write(d_h * z, dh + j);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace keratin::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace keratin::cpu {

HWY_EXPORT(LstmRow);
HWY_EXPORT(LstmGradientRow);
HWY_EXPORT(GruRow);
HWY_EXPORT(GruGradientRow);

void lstm_row(const float* q, const float* p, float* kept, float* c, float* h, int64_t units) {
  HWY_DYNAMIC_DISPATCH(LstmRow)(q, p, kept, c, h, units);
}
void lstm_gradient_row(const float* kept, const float* c, const float* dh, float* dc, float* dq,
                       int64_t units) {
  HWY_DYNAMIC_DISPATCH(LstmGradientRow)(kept, c, dh, dc, dq, units);
}
void gru_row(const float* q, const float* bias, const float* p, float* kept, float* h,
             int64_t units) {
  HWY_DYNAMIC_DISPATCH(GruRow)(q, bias, p, kept, h, units);
}
void gru_gradient_row(const float* kept, const float* h, float* dh, float* dq, float* dp,
                      int64_t units) {
  HWY_DYNAMIC_DISPATCH(GruGradientRow)(kept, h, dh, dq, dp, units);
}

}  // namespace keratin::cpu
#endif  // HWY_ONCE
