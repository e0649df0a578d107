#include "keratin/backend/cpu/tiled_product.h"

#include <algorithm>

#include "keratin/backend/cpu/factors.h"
#include "keratin/backend/cpu/float_views.h"
#include "keratin/backend/cpu/gemm.h"
#include "keratin/backend/cpu/vector_kernels.h"
#include "keratin/base/thread_pool.h"
#include "keratin/tensor/creation.h"

namespace keratin::cpu {
namespace {

// Work is cut by shape alone, so that results do not depend on the number of threads.
constexpr int64_t kTileRows = 128, kTileColumns = 128;
constexpr int64_t kDeepPart = 512, kMostDeepParts = 8;  // of sums that several tasks add up
constexpr int64_t kRunOfRows = 16384;                   // elements of rows that one task takes

/// What is skipped must be worth the looking.
bool is_worth_skipping(const Rows& x, const Rows& other) {
  constexpr int64_t work = 1 << 20, width = 32;
  return x.rows * x.columns * other.columns >= work && other.columns >= width && is_mostly_zero(x);
}

/// a . b without the zeros of a, or of what a is the transposed of; false when that does not pay.
bool skipping_product(const Factor& a, const Factor& b, const View& y, int64_t k,
                      FinishTile finish) {
  const int64_t m = y.shape[0], n = y.shape[1];
  if (b.is_transposed) return false;
  const Rows right = {b.data, b.step, k, n};
  const Rows left = {a.data, a.step, a.is_transposed ? k : m, a.is_transposed ? m : k};
  if (!is_worth_skipping(left, right)) return false;
  if (a.is_transposed) {
    sparse_transposed_product(left, right, floats(y), y.strides[0]);
    finish(floats(y), 0, m, n);
  } else {
    sparse_product(left, right, floats(y), y.strides[0], finish);
  }
  return true;
}

/// A small y of long sums, as a kernel's gradient over all steps of all sequences is: parts of the
/// sums are tasks too, and are added up in the end.
void deep_product(const Factor& a, const Factor& b, const View& y, int64_t k, FinishTile finish) {
  const int64_t m = y.shape[0], n = y.shape[1], across = (n + kTileColumns - 1) / kTileColumns;
  const int64_t parts = std::clamp<int64_t>(k / kDeepPart, 1, kMostDeepParts);
  const int64_t depth = (k + parts - 1) / parts;
  const Tensor sums({parts, m, n}, float32);
  float* all = floats(sums.view());
  parallel_for(parts * across, [&](int64_t task) {
    const int64_t part = task / across, column = task % across * kTileColumns;
    const int64_t first = part * depth, count = std::clamp<int64_t>(k - first, 0, depth);
    gemm(moved(a, 0, first), moved(b, first, column), all + part * m * n + column, n, m,
         std::min(kTileColumns, n - column), count);
  });
  parallel_ranges(m, std::max<int64_t>(1, kRunOfRows / n), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      float* row = floats(y) + i * y.strides[0];
      std::copy_n(all + i * n, n, row);
      for (int64_t part = 1; part < parts; ++part) {
        accumulate_run(row, all + (part * m + i) * n, n);
      }
    }
  });
  finish(floats(y), 0, m, n);
}

}  // namespace

void tiled_product(const ConstView& a, const ConstView& b, const View& y, FinishTile finish) {
  const Factor left = gemm_factor_of(a);
  const Factor right = gemm_factor_of(b);
  const int64_t m = y.shape[0], n = y.shape[1], k = a.shape[1];
  if (skipping_product(left, right, y, k, finish)) return;
  const int64_t tiles_down = (m + kTileRows - 1) / kTileRows;
  const int64_t tiles_across = (n + kTileColumns - 1) / kTileColumns;
  if (tiles_down == 1 && tiles_across <= 4 && k >= 4 * kDeepPart) {
    return deep_product(left, right, y, k, finish);
  }
  parallel_for(tiles_down * tiles_across, [&](int64_t tile) {
    const int64_t row = tile / tiles_across * kTileRows;
    const int64_t column = tile % tiles_across * kTileColumns;
    const int64_t rows = std::min(kTileRows, m - row);
    const int64_t columns = std::min(kTileColumns, n - column);
    float* to = floats(y) + row * y.strides[0] + column;
    gemm(moved(left, row, 0), moved(right, 0, column), to, y.strides[0], rows, columns, k);
    finish(to, column, rows, columns);
  });
}

}  // namespace keratin::cpu
