// Sums along rows and columns of float32, and normalization by them, in the widest registers that
// the processor has. Long sums are made of halves: the error grows with the logarithm of the
// length.
#pragma once
#include <cstdint>

namespace keratin::cpu {

/// The sum of n elements.
float row_sum(const float* x, int64_t n);

/// Some columns of a matrix whose rows lie `step` apart.
struct ColumnBlock {
  const float* data;
  int64_t step, rows, columns;

  ColumnBlock part(int64_t first_row, int64_t count) const {
    return {data + first_row * step, step, count, columns};
  }
};
/// At most so many columns of a block are added up together.
inline constexpr int64_t kWidestSums = 256;
/// sums [columns] = those of x.
void column_sums(const ColumnBlock& x, float* sums);
/// sums [columns] = those of (x - mean)^2.
void column_square_sums(const ColumnBlock& x, const float* mean, float* sums);
/// sums [columns] = those of dy, along_x [columns] = those of dy * (x - mean); dy has x's rows and
/// columns, dy_step apart.
void column_gradient_sums(const ColumnBlock& x, const float* dy, int64_t dy_step, const float* mean,
                          float* sums, float* along_x);

/// What is the same in each row of columns that are scaled; mean, offset and even may be null.
struct ColumnScales {
  const float *mean = nullptr, *factor = nullptr;
  const float* offset = nullptr;                  // of the value
  const float *even = nullptr, *slope = nullptr;  // of the gradient
};
/// y = (x - mean) * factor + offset; y's rows lie as far apart as x's.
void scaled_rows(const ColumnBlock& x, const ColumnScales& scales, float* y);
/// dx = (dy - even - (x - mean) * slope) * factor; the rows of dy and dx lie as far apart as x's.
void scaled_gradient_rows(const ColumnBlock& x, const ColumnScales& scales, const float* dy,
                          float* dx);

struct RowMoments {
  float mean, variance;
};
/// y = (x - mean) / sqrt(variance + epsilon) * gamma + beta for a row's own moments, whose mean is
/// 0 unless `is_centered`; gamma and beta may be null.
RowMoments normalize_row(const float* x, const float* gamma, const float* beta, float epsilon,
                         bool is_centered, float* y, int64_t n);
/// The gradient by x, unless dx is null; those by gamma and beta are added to dgamma and dbeta,
/// unless they are null.
void normalize_gradient_row(const float* x, const float* gamma, const RowMoments& moments,
                            float epsilon, bool is_centered, const float* dy, float* dx,
                            float* dgamma, float* dbeta, int64_t n);

}  // namespace keratin::cpu
