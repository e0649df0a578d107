#include "keratin/backend/cpu/dropout.h"

#include <algorithm>
#include <cmath>

#include "keratin/backend/cpu/register_kinds.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "keratin/backend/cpu/dropout.cpp"
#include <hwy/foreach_target.h>  // compiles this file once for each kind of register
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace keratin::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

using DropoutFloats = hn::ScalableTag<float>;
using DropoutWords = hn::RebindToUnsigned<DropoutFloats>;
constexpr int64_t kBlocks = HWY_LANES(uint32_t);  // that are drawn together, of four words each

#if HWY_TARGET == HWY_SCALAR
/// The four words of each of kBlocks blocks from `block` on.
HWY_INLINE void DrawBlocks(const RandomKey& key, uint64_t block, uint32_t* words) {
  const auto drawn = philox(key, block);
  std::copy(drawn.begin(), drawn.end(), words);
}
#else
using Words = hn::Vec<DropoutWords>;

/// The product of 64 bits of each lane and a number.
struct WideProduct {
  Words low, high;
};
HWY_INLINE WideProduct WideProductOf(Words x, uint32_t factor) {
  const DropoutWords d;
  const hn::RepartitionToWide<DropoutWords> dw;
  const Words by = hn::Set(d, factor);
  const auto even = hn::MulEven(x, by);
  const auto odd = hn::MulEven(hn::BitCast(d, hn::ShiftRight<32>(hn::BitCast(dw, x))), by);
  return {hn::OddEven(hn::BitCast(d, hn::ShiftLeft<32>(odd)), hn::BitCast(d, even)),
          hn::OddEven(hn::BitCast(d, odd), hn::BitCast(d, hn::ShiftRight<32>(even)))};
}

/// The four words of each of kBlocks blocks from `block` on: base/random.h's philox, a block a
/// lane.
HWY_INLINE void DrawBlocks(const RandomKey& key, uint64_t block, uint32_t* words) {
  const DropoutWords d;
  const auto low = static_cast<uint32_t>(block), high = static_cast<uint32_t>(block >> 32);
  const Words begin = hn::Set(d, low);
  Words c0 = hn::Add(begin, hn::Iota(d, 0U)), c1 = hn::Set(d, high);
  const Words carry = hn::VecFromMask(d, hn::Lt(c0, begin));  // all ones where low has wrapped
  c1 = hn::Sub(c1, carry);
  Words c2 = hn::Set(d, static_cast<uint32_t>(key.step));
  Words c3 = hn::Set(d, static_cast<uint32_t>(key.step >> 32));
  PhiloxRounds rounds(key);
  for (int i = 0; i < PhiloxRounds::count; ++i, rounds.advance()) {
    const WideProduct p = WideProductOf(c0, PhiloxRounds::first_factor);
    const WideProduct q = WideProductOf(c2, PhiloxRounds::second_factor);
    c0 = hn::Xor(hn::Xor(q.high, c1), hn::Set(d, rounds.first));
    c1 = q.low;
    c2 = hn::Xor(hn::Xor(p.high, c3), hn::Set(d, rounds.second));
    c3 = p.low;
  }
  hn::StoreInterleaved4(c0, c1, c2, c3, d, words);
}
#endif

}  // namespace

void DropoutRun(const DropoutDraw& draw, int64_t first, int64_t n, const float* x, float* y,
                float* factors) {
  const DropoutFloats d;
  const DropoutWords du;
  const hn::RebindToSigned<DropoutFloats> di;
  const auto scale = hn::Set(d, draw.scale);
  // uniform_float(word) < 1 - rate, in whole numbers of 24 bits.
  const auto bound = hn::Set(di, static_cast<int32_t>(std::ceil((1 - draw.rate) * 0x1p24)));
  HWY_ALIGN uint32_t words[4 * kBlocks];
  HWY_ALIGN float drawn[4 * kBlocks];
  for (int64_t at = first / 4 * 4 - first; at < n; at += 4 * kBlocks) {
    DrawBlocks(draw.key, static_cast<uint64_t>(first + at) / 4, words);
    for (int64_t i = 0; i < 4 * kBlocks; i += kBlocks) {
      const auto uniform = hn::BitCast(di, hn::ShiftRight<8>(hn::Load(du, words + i)));
      const auto is_kept = hn::RebindMask(d, hn::Lt(uniform, bound));
      hn::Store(hn::IfThenElseZero(is_kept, scale), d, drawn + i);
    }
    const int64_t begin = std::max<int64_t>(0, at), end = std::min(n, at + 4 * kBlocks);
    const float* factor = drawn + (begin - at);
    if (factors) std::copy_n(factor, end - begin, factors + begin);
    for (int64_t i = begin; i < end; ++i) y[i] = x[i] * factor[i - begin];
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace keratin::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace keratin::cpu {

HWY_EXPORT(DropoutRun);

void dropout_run(const DropoutDraw& draw, int64_t first, int64_t n, const float* x, float* y,
                 float* factors) {
  HWY_DYNAMIC_DISPATCH(DropoutRun)(draw, first, n, x, y, factors);
}

}  // namespace keratin::cpu
#endif  // HWY_ONCE
