// The float32 matrix product: the one place that knows oneDNN.
#pragma once
#include <cstdint>

namespace keratin::cpu {

/// y [m, n] = a [m, k] . b [k, n], row-major in memory; `a_step` is the distance of a's rows, or of
/// its columns when a is stored transposed (then a[i, l] lies at a[l * a_step + i]); so for b.
/// One thread; safe from several.
struct Factor {
  const float* data;
  int64_t step;
  bool is_transposed;
};
void gemm(const Factor& a, const Factor& b, float* y, int64_t y_step, int64_t m, int64_t n,
          int64_t k);

}  // namespace keratin::cpu
