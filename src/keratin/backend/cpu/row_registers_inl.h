// A row of float32 by registers, the last of which may hold less. Included once for each kind of
// register (Highway's foreach_target).
#if defined(KERATIN_ROW_REGISTERS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef KERATIN_ROW_REGISTERS_INL
#undef KERATIN_ROW_REGISTERS_INL
#else
#define KERATIN_ROW_REGISTERS_INL
#endif

#include <hwy/highway.h>

#include <cstdint>

#include "keratin/tensor/half.h"

HWY_BEFORE_NAMESPACE();
namespace keratin::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;
constexpr int64_t kLanes = HWY_LANES(float);

/// x rounded to bfloat16, in the lower halves of words.
HWY_INLINE auto Rounded(V x) {
  const hn::RebindToUnsigned<D> words;
  const auto bits = hn::BitCast(words, x);
  const auto is_odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(words, 1U));
  const auto rounded = hn::Add(hn::Add(bits, hn::Set(words, 0x7fffU)), is_odd);
  const auto quiet = hn::Or(bits, hn::Set(words, 0x400000U));
  const auto is_number = hn::RebindMask(words, hn::Eq(x, x));
  return hn::ShiftRight<16>(hn::IfThenElse(is_number, rounded, quiet));
}

/// The elements of a whole register.
struct Whole {
  HWY_INLINE V get(const float* from) const { return hn::LoadU(D(), from); }
  HWY_INLINE V get(const BFloat16* from) const {
    const hn::RebindToUnsigned<D> words;
    const hn::Rebind<uint16_t, D> halves;
    const auto bits = hn::LoadU(halves, reinterpret_cast<const uint16_t*>(from));
    return hn::BitCast(D(), hn::ShiftLeft<16>(hn::PromoteTo(words, bits)));
  }
  HWY_INLINE void put(V x, float* to) const { hn::StoreU(x, D(), to); }
  HWY_INLINE void put(V x, BFloat16* to) const {
    const hn::Rebind<uint16_t, D> halves;
    hn::StoreU(hn::TruncateTo(halves, Rounded(x)), halves, reinterpret_cast<uint16_t*>(to));
  }
};
/// The first elements of one; the others are read as zeros.
struct Some {
  hn::Mask<D> mask;
  int64_t count;
  HWY_INLINE V get(const float* from) const { return hn::MaskedLoad(mask, D(), from); }
  HWY_INLINE V get(const BFloat16* from) const {
    alignas(64) float wide[kLanes] = {};
    for (int64_t i = 0; i < count; ++i) wide[i] = static_cast<float>(from[i]);
    return hn::Load(D(), wide);
  }
  HWY_INLINE void put(V x, float* to) const { hn::BlendedStore(x, mask, D(), to); }
  HWY_INLINE void put(V x, BFloat16* to) const {
    alignas(64) uint32_t bits[kLanes];
    hn::Store(Rounded(x), hn::RebindToUnsigned<D>(), bits);
    for (int64_t i = 0; i < count; ++i) to[i].bits = static_cast<uint16_t>(bits[i]);
  }
};
HWY_INLINE Some some_of(int64_t n) { return {hn::FirstN(D(), static_cast<size_t>(n)), n}; }

/// body(at, j) for each register of a row.
template <class Body>
HWY_INLINE void ForEachPart(int64_t n, Body body) {
  int64_t j = 0;
  for (; j + kLanes <= n; j += kLanes) body(Whole(), j);
  if (j < n) body(some_of(n - j), j);
}

}  // namespace HWY_NAMESPACE
}  // namespace keratin::cpu
HWY_AFTER_NAMESPACE();

#endif  // once for each kind of register
