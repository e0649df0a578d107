// What measures a machine: loops whose work is known to the instruction.
#pragma once
#include <cstdint>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace machine {

// A multiply-add takes four or five cycles and two start in each: twelve chains keep them busy.
constexpr int chains = 12;
using Kernel = float (*)(int64_t rounds);

/// Plain code, in the vectors that every processor of this kind has.
inline float multiply_add(int64_t rounds) {
  typedef float Lanes __attribute__((vector_size(16)));
  Lanes sums[chains] = {};
  const Lanes factor = Lanes{} + 0.999F, term = Lanes{} + 0.001F;
  for (int64_t i = 0; i < rounds; ++i) {
    for (Lanes& sum : sums) sum = sum * factor + term;
  }
  float total = 0;
  for (const Lanes& sum : sums) total += sum[0];
  return total;
}

#ifdef __x86_64__
[[gnu::target("avx2,fma")]] inline float multiply_add_avx2(int64_t rounds) {
  const __m256 factor = _mm256_set1_ps(0.999F), term = _mm256_set1_ps(0.001F);
  __m256 sums[chains];
  for (__m256& sum : sums) sum = term;
  for (int64_t i = 0; i < rounds; ++i) {
    for (__m256& sum : sums) sum = _mm256_fmadd_ps(sum, factor, term);
  }
  float total = 0;
  for (const __m256& sum : sums) total += _mm256_cvtss_f32(sum);
  return total;
}

[[gnu::target("avx512f")]] inline float multiply_add_avx512(int64_t rounds) {
  const __m512 factor = _mm512_set1_ps(0.999F), term = _mm512_set1_ps(0.001F);
  __m512 sums[chains];
  for (__m512& sum : sums) sum = term;
  for (int64_t i = 0; i < rounds; ++i) {
    for (__m512& sum : sums) sum = _mm512_fmadd_ps(sum, factor, term);
  }
  float total = 0;
  for (const __m512& sum : sums) total += _mm512_cvtss_f32(sum);
  return total;
}
#endif

/// 1000 additions a round, each of which waits for the one before: one cycle each.
inline float dependent_additions(int64_t rounds) {
#ifdef __x86_64__
  int64_t sum = 0;
  const int64_t term = rounds;
  for (int64_t i = 0; i < rounds; ++i) {
    asm volatile(".rept 1000\n\tadd %1, %0\n\t.endr" : "+r"(sum) : "r"(term));
  }
  return static_cast<float>(sum);
#else
  return static_cast<float>(rounds);
#endif
}

}  // namespace machine
