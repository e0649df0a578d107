// Products whose left factor is mostly zeros, as images, bags of words and one-hot codes are: only
// what is not zero is multiplied. Equal to gemm but for the order of the sums, as long as the right
// factor is finite (0 * infinity would be NaN).
#pragma once
#include <cstdint>

#include "keratin/base/function_ref.h"

namespace keratin::cpu {

/// A row-major matrix in memory: element (i, j) at data[i * step + j].
struct Rows {
  const float* data;
  int64_t step;
  int64_t rows, columns;
};

/// Whether so few elements are not zero that skipping pays. Looks at no more than 128 rows.
bool is_mostly_zero(const Rows& x);

/// Whether no element is infinite or NaN. On the pool.
bool is_finite(const Rows& x);

/// Sees a tile of the result while it is in the cache.
using FinishTile = FunctionRef<void(float* tile, int64_t column, int64_t rows, int64_t columns)>;

/// y [x.rows, w.columns] = x . w, with w.rows = x.columns. On the pool.
void sparse_product(const Rows& x, const Rows& w, float* y, int64_t y_step, FinishTile finish);

/// y [x.columns, d.columns] = x^T . d, with d.rows = x.rows. On the pool.
void sparse_transposed_product(const Rows& x, const Rows& d, float* y, int64_t y_step,
                               FinishTile finish);

}  // namespace keratin::cpu
