#include "keratin/backend/cpu/batched_product.h"

#include <algorithm>

#include "keratin/backend/cpu/factors.h"
#include "keratin/backend/cpu/gemm.h"
#include "keratin/base/thread_pool.h"

namespace keratin::cpu {
namespace {

constexpr int64_t kTile = 128;            // rows and columns of a large product that one task takes
constexpr int64_t kSmallest = 64 * 1024;  // multiply-adds that are worth a task

/// Where matrix number `index` of a stack begins: the leading axes count in row-major order.
int64_t offset_of(const Shape& shape, const Strides& strides, int64_t index) {
  int64_t offset = 0;
  for (int axis = shape.rank() - 3; axis >= 0; --axis) {
    offset += index % shape[axis] * strides[axis];
    index /= shape[axis];
  }
  return offset;
}

int64_t parts(int64_t length) { return (length + kTile - 1) / kTile; }

}  // namespace

bool batched_product(const ConstView& a, const ConstView& b, const View& y) {
  if (!is_gemm_factor(a) || !is_gemm_factor(b) || !is_row_major_result(y)) return false;
  const int64_t m = y.shape[-2], n = y.shape[-1], k = a.shape[-1], y_step = y.strides[-2];
  const int64_t across = parts(n), tiles = parts(m) * across;
  const int64_t matrices = y.shape.size() / (m * n);
  const Factor left = gemm_factor_of(a), right = gemm_factor_of(b);
  const auto multiply = [&](int64_t matrix, int64_t tile) {
    const int64_t row = tile / across * kTile, column = tile % across * kTile;
    Factor p = moved(left, row, 0), q = moved(right, 0, column);
    p.data += offset_of(y.shape, a.strides, matrix);
    q.data += offset_of(y.shape, b.strides, matrix);
    float* to = static_cast<float*>(y.data) + offset_of(y.shape, y.strides, matrix);
    gemm(p, q, to + row * y_step + column, y_step, std::min(kTile, m - row),
         std::min(kTile, n - column), k);
  };
  parallel_ranges(matrices * tiles, std::max<int64_t>(1, kSmallest / (m * n * k)),
                  [&](int64_t begin, int64_t end) {
                    for (int64_t i = begin; i < end; ++i) multiply(i / tiles, i % tiles);
                  });
  return true;
}

}  // namespace keratin::cpu
