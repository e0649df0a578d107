#include "keratin/backend/cpu/bfloat16_product.h"

#include <algorithm>

#include "keratin/backend/cpu/bfloat16_gemm.h"
#include "keratin/backend/cpu/float_runs.h"
#include "keratin/backend/cpu/gemm.h"
#include "keratin/base/thread_pool.h"

namespace keratin::cpu {
namespace {

constexpr int64_t kTileRows = 128;
constexpr int64_t kTileColumns = kWidestRoundedTile;

bool is_row_major(const ConstView& x) { return x.strides[1] == 1 && x.strides[0] >= x.shape[1]; }

bool is_factor(const ConstView& x) {
  if (!is_float32_or_bfloat16(x.dtype) || x.shape.rank() != 2 || x.shape.size() == 0) return false;
  return is_row_major(x) || (x.strides[0] == 1 && x.strides[1] >= x.shape[0]);
}

RoundedFactor factor_of(const ConstView& x) {
  return {x.data, is_row_major(x) ? x.strides[0] : x.strides[1], !is_row_major(x),
          x.dtype == bfloat16};
}

/// The factor that begins `rows` rows and `columns` columns further on.
RoundedFactor moved(const RoundedFactor& x, int64_t rows, int64_t columns) {
  const int64_t at = x.is_transposed ? columns * x.step + rows : rows * x.step + columns;
  const auto size = static_cast<int64_t>(x.is_bfloat16 ? sizeof(BFloat16) : sizeof(float));
  return {static_cast<const char*>(x.data) + at * size, x.step, x.is_transposed, x.is_bfloat16};
}

}  // namespace

bool is_bfloat16_product(const ConstView& a, const ConstView& b, const View& y) {
  return (a.dtype == bfloat16 || b.dtype == bfloat16) && is_factor(a) && is_factor(b) &&
         is_float32_or_bfloat16(y.dtype) && y.shape.rank() == 2 && is_row_major(y);
}

void bfloat16_product(const ConstView& a, const ConstView& b, const View& y, FinishSums finish) {
  const RoundedFactor left = factor_of(a), right = factor_of(b);
  const int64_t m = y.shape[0], n = y.shape[1], k = a.shape[1];
  const int64_t tiles_down = (m + kTileRows - 1) / kTileRows;
  const int64_t tiles_across = (n + kTileColumns - 1) / kTileColumns;
  parallel_for(tiles_down * tiles_across, [&](int64_t tile) {
    const int64_t row = tile / tiles_across * kTileRows;
    const int64_t column = tile % tiles_across * kTileColumns;
    const int64_t rows = std::min(kTileRows, m - row), columns = std::min(kTileColumns, n - column);
    const int64_t at = row * y.strides[0] + column;
    const RoundedFactor a_rows = moved(left, row, 0), b_columns = moved(right, 0, column);
    if (y.dtype == float32) {
      float* to = static_cast<float*>(y.data) + at;
      bfloat16_gemm(a_rows, b_columns, to, y.strides[0], rows, columns, k);
      return finish(to, y.strides[0], column, rows, columns);
    }
    alignas(64) float sums[kTileRows * kTileColumns];
    bfloat16_gemm(a_rows, b_columns, sums, kTileColumns, rows, columns, k);
    finish(sums, kTileColumns, column, rows, columns);
    auto* to = static_cast<BFloat16*>(y.data) + at;
    for (int64_t i = 0; i < rows; ++i) {
      round_run(sums + i * kTileColumns, to + i * y.strides[0], columns);
    }
  });
}

}  // namespace keratin::cpu
