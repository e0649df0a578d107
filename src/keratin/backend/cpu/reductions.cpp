#include "keratin/backend/cpu/reductions.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "keratin/backend/cpu/bfloat16_runs.h"
#include "keratin/backend/cpu/float_views.h"
#include "keratin/backend/cpu/normalization_kernels.h"
#include "keratin/backend/cpu/parts.h"
#include "keratin/backend/cpu/tap_kernels.h"
#include "keratin/backend/cpu/vector_kernels.h"
#include "keratin/base/memory.h"

namespace keratin::cpu {
namespace {

using Sums = std::vector<float, RecycledAllocator<float>>;

Sums sums_of(int64_t n) { return Sums(static_cast<size_t>(n)); }

/// x as [outer, reduced, inner].
struct Sides {
  int64_t outer = 1, reduced = 1, inner = 1;
};

/// Nothing where the reduced axes do not stand side by side.
std::optional<Sides> sides_of(const Shape& x, const Shape& y) {
  Sides sides;
  enum { before, at, after } place = before;
  for (int i = 0; i < x.rank(); ++i) {
    if (x[i] == 1) continue;
    if (y[i] == 1) {
      if (place == after) return {};
      place = at;
      sides.reduced *= x[i];
    } else {
      if (place == at) place = after;
      (place == before ? sides.outer : sides.inner) *= x[i];
    }
  }
  return sides;
}

/// few(rows of x, sums of each kind) for the columns of x, all of them: blocks of columns are
/// tasks, and where there are few of them blocks of rows, whose sums are added in the end. `sums`
/// has `kinds` runs of x.columns.
template <class Few>
void sum_columns(const ColumnBlock& x, int64_t kinds, float* sums, Few few) {
  const int64_t across = (x.columns + kWidestSums - 1) / kWidestSums;
  const int64_t most = std::max<int64_t>(1, 64 / across);
  const int64_t down =
      std::clamp<int64_t>(x.rows * std::min(x.columns, kWidestSums) / kPart, 1, most);
  const int64_t rows = (x.rows + down - 1) / down;
  const int64_t width = kinds * x.columns;
  Sums room = sums_of(down > 1 ? down * width : 0);
  parallel_for(across * down, [&](int64_t task) {
    const int64_t column = task % across * kWidestSums, row = task / across * rows;
    const int64_t count = std::clamp<int64_t>(x.rows - row, 0, rows);
    float* to = down > 1 ? room.data() + task / across * width : sums;
    if (count == 0) return;  // room is all zeros
    few(row, count, column, std::min(kWidestSums, x.columns - column), to + column);
  });
  if (down == 1) return;
  for (int64_t column = 0; column < width; column += kWidestSums) {
    column_sums({room.data() + column, width, down, std::min(kWidestSums, width - column)},
                sums + column);
  }
}

/// The same block with other columns.
ColumnBlock cut(const ColumnBlock& x, int64_t row, int64_t rows, int64_t column, int64_t columns) {
  return {x.data + row * x.step + column, x.step, rows, columns};
}

void all_column_sums(const ColumnBlock& x, float* sums) {
  sum_columns(x, 1, sums, [&](int64_t row, int64_t rows, int64_t at, int64_t n, float* to) {
    column_sums(cut(x, row, rows, at, n), to);
  });
}

}  // namespace

bool sum_in_registers(const ReduceCall& call) {
  const bool is_mean = call.reduction == Reduction::mean;
  if (call.reduction != Reduction::sum && !is_mean) return false;
  if (!is_flat_float(call.x) || !is_flat_float(call.y)) return false;
  const std::optional<Sides> sides = sides_of(call.x.shape, call.y.shape);
  if (!sides || sides->reduced < 2 || call.x.shape.size() == 0) return false;
  const int64_t outer = sides->outer, reduced = sides->reduced, inner = sides->inner;
  const float* x = floats(call.x);
  float* y = floats(call.y);
  const int64_t group = reduced * inner;
  if (outer == 1 && inner > 1) {
    all_column_sums({x, inner, reduced, inner}, y);
  } else if (outer == 1) {
    // One sum: parts of it are tasks.
    const int64_t parts = std::clamp<int64_t>(reduced / kPart, 1, 64);
    const int64_t each = (reduced + parts - 1) / parts;
    Sums sums = sums_of(parts);
    parallel_for(parts, [&](int64_t i) {
      const int64_t n = std::clamp<int64_t>(reduced - i * each, 0, each);
      sums[static_cast<size_t>(i)] = n > 0 ? row_sum(x + i * each, n) : 0;
    });
    y[0] = row_sum(sums.data(), parts);
  } else {
    in_parts(outer, group, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        if (inner == 1) {
          y[i] = row_sum(x + i * group, reduced);
          continue;
        }
        for (int64_t at = 0; at < inner; at += kWidestSums) {
          column_sums({x + i * group + at, inner, reduced, std::min(kWidestSums, inner - at)},
                      y + i * inner + at);
        }
      }
    });
  }
  if (!is_mean) return true;
  const auto count = static_cast<float>(reduced);
  for (int64_t i = 0; i < outer * inner; ++i) y[i] /= count;
  return true;
}

namespace {

constexpr int64_t kMostRoundedSums = 4096;

/// The sum of n elements, widened in pieces.
float sum_of_halves(const BFloat16* x, int64_t n) {
  constexpr int64_t piece = 2048;
  alignas(64) float wide[piece];
  float sum = 0;
  for (int64_t i = 0; i < n; i += piece) {
    const int64_t some = std::min(piece, n - i);
    widen_run(x + i, wide, some);
    sum += row_sum(wide, some);
  }
  return sum;
}

/// sums [columns] = those of `rows` rows, one behind the other.
void sum_rows_of_halves(const BFloat16* x, int64_t rows, int64_t columns, float* sums) {
  constexpr int64_t together = 64;
  alignas(64) float some[kMostRoundedSums];
  if (columns == 1) return void(*sums = sum_of_halves(x, rows));
  std::fill_n(sums, columns, 0.0F);
  for (int64_t row = 0; row < rows; row += together) {
    const int64_t count = std::min(together, rows - row);
    const BFloat16* seen[together];
    for (int64_t i = 0; i < count; ++i) seen[i] = x + (row + i) * columns;
    rows_sum(seen, count, false, some, columns);
    accumulate_run(sums, some, columns);
  }
}

}  // namespace

bool sum_rounded(const ReduceCall& call) {
  if (call.reduction != Reduction::sum && call.reduction != Reduction::mean) return false;
  if (call.x.dtype != bfloat16 || call.y.dtype != bfloat16 || !is_contiguous(call.x) ||
      !is_contiguous(call.y) || call.x.shape.size() == 0) {
    return false;
  }
  const std::optional<Sides> sides = sides_of(call.x.shape, call.y.shape);
  if (!sides || sides->inner > kMostRoundedSums) return false;
  const int64_t outer = sides->outer, reduced = sides->reduced, inner = sides->inner;
  const auto* x = static_cast<const BFloat16*>(call.x.data);
  // Parts of long sums are tasks.
  const int64_t most = std::max<int64_t>(1, 64 / outer);
  const int64_t parts = std::clamp<int64_t>(reduced * inner / kPart, 1, most);
  const int64_t rows = (reduced + parts - 1) / parts;
  Sums sums = sums_of(outer * parts * inner);
  in_parts(outer * parts, rows * inner, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t row = i % parts * rows;
      sum_rows_of_halves(x + (i / parts * reduced + row) * inner,
                         std::clamp<int64_t>(reduced - row, 0, rows), inner,
                         sums.data() + i * inner);
    }
  });
  const float count = call.reduction == Reduction::mean ? static_cast<float>(reduced) : 1.0F;
  for (int64_t i = 0; parts > 1 && i < outer; ++i) {
    const float* some = sums.data() + i * parts * inner;
    float* of_all = sums.data() + i * inner;  // where no parts stand that are not added yet
    if (i > 0) std::copy_n(some, inner, of_all);
    for (int64_t part = 1; part < parts; ++part) {
      accumulate_run(of_all, some + part * inner, inner);
    }
  }
  parallel_ranges(outer * inner, kPart, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) sums[static_cast<size_t>(i)] /= count;
    round_run(sums.data() + begin, static_cast<BFloat16*>(call.y.data) + begin, end - begin);
  });
  return true;
}

namespace {

void normalize_rows(const NormalizationCall& call, WithRows then) {
  const float *x = floats(call.x), *gamma = floats(call.gamma), *beta = floats(call.beta);
  float *y = floats(call.y), *mean = floats(call.mean), *variance = floats(call.variance);
  const auto epsilon = static_cast<float>(call.epsilon);
  const int64_t columns = call.x.shape[1];
  in_parts(call.x.shape[0], columns, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t at = i * columns;
      const RowMoments moments =
          normalize_row(x + at, gamma, beta, epsilon, mean != nullptr, y + at, columns);
      if (mean) mean[i] = moments.mean;
      variance[i] = moments.variance;
    }
    then(begin, end);
  });
}

void normalize_columns(const NormalizationCall& call, WithRows then) {
  const int64_t rows = call.x.shape[0], columns = call.x.shape[1];
  const ColumnBlock x = {floats(call.x), columns, rows, columns};
  const auto count = static_cast<float>(rows);
  float *y = floats(call.y), *mean = floats(call.mean), *variance = floats(call.variance);
  if (mean) {
    all_column_sums(x, mean);
    for (int64_t j = 0; j < columns; ++j) mean[j] /= count;
  }
  sum_columns(x, 1, variance, [&](int64_t row, int64_t n, int64_t at, int64_t width, float* to) {
    column_square_sums(cut(x, row, n, at, width), mean ? mean + at : nullptr, to);
  });
  Sums factor = sums_of(columns);
  const float* gamma = floats(call.gamma);
  for (int64_t j = 0; j < columns; ++j) {
    variance[j] /= count;
    factor[static_cast<size_t>(j)] =
        (gamma ? gamma[j] : 1) / std::sqrt(variance[j] + static_cast<float>(call.epsilon));
  }
  const ColumnScales scales = {.mean = mean, .factor = factor.data(), .offset = floats(call.beta)};
  in_parts(rows, columns, [&](int64_t begin, int64_t end) {
    scaled_rows(x.part(begin, end - begin), scales, y + begin * columns);
    then(begin, end);
  });
}

/// The sums of dgamma and dbeta over blocks of rows, which are tasks, and then over the blocks.
void normalize_rows_gradient(const NormalizationGradientCall& call, WithRows first) {
  constexpr int64_t block = 64;
  const int64_t rows = call.x.shape[0], columns = call.x.shape[1];
  const float *x = floats(call.x), *gamma = floats(call.gamma), *dy = floats(call.dy),
              *mean = floats(call.mean), *variance = floats(call.variance);
  float* dx = floats(call.dx);
  const int64_t blocks = (rows + block - 1) / block;
  const int64_t kinds = (call.dgamma ? 1 : 0) + (call.dbeta ? 1 : 0);
  Sums room = sums_of(blocks * kinds * columns);
  const auto epsilon = static_cast<float>(call.epsilon);
  parallel_for(blocks, [&](int64_t task) {
    float* sums = room.data() + task * kinds * columns;
    float* dgamma = call.dgamma ? sums : nullptr;
    float* dbeta = call.dbeta ? sums + (kinds - 1) * columns : nullptr;
    const int64_t begin = task * block, end = std::min(rows, begin + block);
    first(begin, end);
    for (int64_t i = begin; i < end; ++i) {
      const int64_t at = i * columns;
      normalize_gradient_row(x + at, gamma, {mean ? mean[i] : 0, variance[i]}, epsilon,
                             mean != nullptr, dy + at, dx ? dx + at : nullptr, dgamma, dbeta,
                             columns);
    }
  });
  const auto add_up = [&](int64_t kind, float* to) {
    const ColumnBlock all = {room.data() + kind * columns, kinds * columns, blocks, columns};
    for (int64_t at = 0; at < columns; at += kWidestSums) {
      column_sums(cut(all, 0, blocks, at, std::min(kWidestSums, columns - at)), to + at);
    }
  };
  if (call.dgamma) add_up(0, floats(call.dgamma));
  if (call.dbeta) add_up(kinds - 1, floats(call.dbeta));
}

void normalize_columns_gradient(const NormalizationGradientCall& call, WithRows first) {
  const int64_t rows = call.x.shape[0], columns = call.x.shape[1];
  const ColumnBlock x = {floats(call.x), columns, rows, columns};
  const float *dy = floats(call.dy), *mean = floats(call.mean), *variance = floats(call.variance),
              *gamma = floats(call.gamma);
  Sums sums = sums_of(2 * columns), factor = sums_of(columns);
  const bool is_cut_across = columns > kWidestSums;  // and each part would see the same rows
  if (is_cut_across) in_parts(rows, columns, first);
  sum_columns(x, 2, sums.data(), [&](int64_t row, int64_t n, int64_t at, int64_t width, float* to) {
    if (!is_cut_across) first(row, row + n);
    column_gradient_sums(cut(x, row, n, at, width), dy + row * columns + at, columns,
                         mean ? mean + at : nullptr, to, to + columns);
  });
  float *even = sums.data(), *slope = sums.data() + columns;
  float *dgamma = floats(call.dgamma), *dbeta = floats(call.dbeta);
  const auto count = static_cast<float>(rows);
  for (int64_t j = 0; j < columns; ++j) {
    const float scale = 1 / std::sqrt(variance[j] + static_cast<float>(call.epsilon));
    if (dbeta) dbeta[j] = even[j];
    if (dgamma) dgamma[j] = slope[j] * scale;
    even[j] /= count;
    slope[j] *= scale * scale / count;
    factor[static_cast<size_t>(j)] = (gamma ? gamma[j] : 1) * scale;
  }
  float* dx = floats(call.dx);
  if (!dx) return;
  const ColumnScales scales = {
      .mean = mean, .factor = factor.data(), .even = mean ? even : nullptr, .slope = slope};
  in_parts(rows, columns, [&](int64_t begin, int64_t end) {
    const int64_t at = begin * columns;
    scaled_gradient_rows(x.part(begin, end - begin), scales, dy + at, dx + at);
  });
}

}  // namespace

bool normalize(const NormalizationCall& call, WithRows then) {
  if (!is_flat_float(call.x) || !is_flat_float(call.gamma) || !is_flat_float(call.beta) ||
      !is_flat_float(call.y) || !is_flat_float(call.mean) || !is_flat_float(call.variance) ||
      call.x.shape.size() == 0) {
    return false;
  }
  call.axis == 0 ? normalize_columns(call, then) : normalize_rows(call, then);
  return true;
}

bool normalize_gradient(const NormalizationGradientCall& call, WithRows first) {
  if (!is_flat_float(call.x) || !is_flat_float(call.gamma) || !is_flat_float(call.mean) ||
      !is_flat_float(call.variance) || !is_flat_float(call.dy) || !is_flat_float(call.dx) ||
      !is_flat_float(call.dgamma) || !is_flat_float(call.dbeta) || call.x.shape.size() == 0) {
    return false;
  }
  call.axis == 0 ? normalize_columns_gradient(call, first) : normalize_rows_gradient(call, first);
  return true;
}

}  // namespace keratin::cpu
