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

HWY_BEFORE_NAMESPACE();
namespace keratin::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;
constexpr int64_t kLanes = HWY_LANES(float);

/// The elements of a whole register.
struct Whole {
  HWY_INLINE V get(const float* from) const { return hn::LoadU(D(), from); }
  HWY_INLINE void put(V x, float* to) const { hn::StoreU(x, D(), to); }
};
/// The first elements of one; the others are read as zeros.
struct Some {
  hn::Mask<D> mask;
  HWY_INLINE V get(const float* from) const { return hn::MaskedLoad(mask, D(), from); }
  HWY_INLINE void put(V x, float* to) const { hn::BlendedStore(x, mask, D(), to); }
};
HWY_INLINE Some some_of(int64_t n) { return {hn::FirstN(D(), static_cast<size_t>(n))}; }

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
