#include "keratin/backend/cpu/normalization_kernels.h"

#include <cmath>

#include "keratin/backend/cpu/register_kinds.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "keratin/backend/cpu/normalization_kernels.cpp"
#include <hwy/foreach_target.h>  // compiles this file once for each kind of register
#include <hwy/highway.h>

#include "keratin/backend/cpu/row_registers_inl.h"

HWY_BEFORE_NAMESPACE();
namespace keratin::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

/// The sum of term(at, j) over a row, in four registers.
template <class Term>
HWY_INLINE float SumOf(int64_t n, Term term) {
  const D d;
  V sums[4] = {hn::Zero(d), hn::Zero(d), hn::Zero(d), hn::Zero(d)};
  int64_t j = 0;
  for (; j + 4 * kLanes <= n; j += 4 * kLanes) {
    for (int64_t v = 0; v < 4; ++v) sums[v] = hn::Add(sums[v], term(Whole(), j + v * kLanes));
  }
  for (; j + kLanes <= n; j += kLanes) sums[0] = hn::Add(sums[0], term(Whole(), j));
  if (j < n) {
    const Some last = some_of(n - j);
    sums[1] = hn::Add(sums[1], hn::IfThenElseZero(last.mask, term(last, j)));
  }
  const V all = hn::Add(hn::Add(sums[0], sums[1]), hn::Add(sums[2], sums[3]));
  return hn::GetLane(hn::SumOfLanes(d, all));
}

}  // namespace

float RowSum(const float* x, int64_t n) {
  return SumOf(n, [=](auto at, int64_t j) HWY_ATTR { return at.get(x + j); });
}

/// Sums of a few rows, `registers` of them side by side: add(i, at, j, sums) adds row i's columns
/// [j, ...) to each of `kinds` sums, which are stored at to[kind] + j.
template <int64_t kinds, class AddRow>
HWY_INLINE void ColumnsOf(int64_t rows, int64_t columns, float* const (&to)[kinds], AddRow add) {
  const D d;
  constexpr int64_t registers = 4;
  int64_t j = 0;
  for (; j + registers * kLanes <= columns; j += registers * kLanes) {
    V sums[registers][kinds];
    for (auto& each : sums) {
      for (V& sum : each) sum = hn::Zero(d);
    }
    for (int64_t i = 0; i < rows; ++i) {
      for (int64_t v = 0; v < registers; ++v) add(i, Whole(), j + v * kLanes, sums[v]);
    }
    for (int64_t v = 0; v < registers; ++v) {
      for (int64_t k = 0; k < kinds; ++k) hn::StoreU(sums[v][k], d, to[k] + j + v * kLanes);
    }
  }
  const auto one = [&](auto at, int64_t column) HWY_ATTR {
    V sums[kinds];
    for (V& sum : sums) sum = hn::Zero(d);
    for (int64_t i = 0; i < rows; ++i) add(i, at, column, sums);
    for (int64_t k = 0; k < kinds; ++k) at.put(sums[k], to[k] + column);
  };
  for (; j + kLanes <= columns; j += kLanes) one(Whole(), j);
  if (j < columns) one(some_of(columns - j), j);
}

void FewRowSums(const ColumnBlock& x, float* sums) {
  float* const to[] = {sums};
  ColumnsOf<1>(x.rows, x.columns, to, [=](int64_t i, auto at, int64_t j, V* sum) HWY_ATTR {
    sum[0] = hn::Add(sum[0], at.get(x.data + i * x.step + j));
  });
}

void FewRowSquareSums(const ColumnBlock& x, const float* mean, float* sums) {
  float* const to[] = {sums};
  ColumnsOf<1>(x.rows, x.columns, to, [=](int64_t i, auto at, int64_t j, V* sum) HWY_ATTR {
    const V value = at.get(x.data + i * x.step + j);
    const V centered = mean ? hn::Sub(value, at.get(mean + j)) : value;
    sum[0] = hn::MulAdd(centered, centered, sum[0]);
  });
}

void FewRowGradientSums(const ColumnBlock& x, const float* dy, int64_t dy_step, const float* mean,
                        float* sums, float* along_x) {
  float* const to[] = {sums, along_x};
  ColumnsOf<2>(x.rows, x.columns, to, [=](int64_t i, auto at, int64_t j, V* sum) HWY_ATTR {
    const V value = at.get(x.data + i * x.step + j), d = at.get(dy + i * dy_step + j);
    const V centered = mean ? hn::Sub(value, at.get(mean + j)) : value;
    sum[0] = hn::Add(sum[0], d);
    sum[1] = hn::MulAdd(d, centered, sum[1]);
  });
}

/// row(at, place, scales of the columns there) for each register of a block, whose scales stay in
/// registers: load(at, column) gives them.
template <class Load, class Row>
HWY_INLINE void ForEachRegister(const ColumnBlock& x, Load load, Row row) {
  const auto columns = [&](auto at, int64_t j) HWY_ATTR {
    const auto scales = load(at, j);
    for (int64_t i = 0; i < x.rows; ++i) row(at, i * x.step + j, scales);
  };
  int64_t j = 0;
  for (; j + 2 * kLanes <= x.columns; j += 2 * kLanes) {
    const auto first = load(Whole(), j), second = load(Whole(), j + kLanes);
    for (int64_t i = 0; i < x.rows; ++i) {
      row(Whole(), i * x.step + j, first);
      row(Whole(), i * x.step + j + kLanes, second);
    }
  }
  for (; j + kLanes <= x.columns; j += kLanes) columns(Whole(), j);
  if (j < x.columns) columns(some_of(x.columns - j), j);
}

void ScaledRows(const ColumnBlock& x, const ColumnScales& scales, float* y) {
  struct Scales {
    V mean, factor, offset;
  };
  const auto load = [&scales](auto at, int64_t j) HWY_ATTR {
    const V zero = hn::Zero(D());
    return Scales{scales.mean ? at.get(scales.mean + j) : zero, at.get(scales.factor + j),
                  scales.offset ? at.get(scales.offset + j) : zero};
  };
  ForEachRegister(x, load, [&x, y](auto at, int64_t i, const Scales& of) HWY_ATTR {
    at.put(hn::MulAdd(hn::Sub(at.get(x.data + i), of.mean), of.factor, of.offset), y + i);
  });
}

void ScaledGradientRows(const ColumnBlock& x, const ColumnScales& scales, const float* dy,
                        float* dx) {
  struct Scales {
    V mean, even, slope, factor;
  };
  const auto load = [&scales](auto at, int64_t j) HWY_ATTR {
    const V zero = hn::Zero(D());
    return Scales{scales.mean ? at.get(scales.mean + j) : zero,
                  scales.even ? at.get(scales.even + j) : zero, at.get(scales.slope + j),
                  at.get(scales.factor + j)};
  };
  ForEachRegister(x, load, [&x, dy, dx](auto at, int64_t i, const Scales& of) HWY_ATTR {
    const V centered = hn::Sub(at.get(x.data + i), of.mean), d = hn::Sub(at.get(dy + i), of.even);
    at.put(hn::Mul(hn::NegMulAdd(centered, of.slope, d), of.factor), dx + i);
  });
}

RowMoments NormalizeRow(const float* x, const float* gamma, const float* beta, float epsilon,
                        bool is_centered, float* y, int64_t n) {
  const D d;
  const auto count = static_cast<float>(n);
  const float mean =
      is_centered ? SumOf(n, [=](auto at, int64_t j) HWY_ATTR { return at.get(x + j); }) / count
                  : 0.0F;
  const V shift = hn::Set(d, mean);
  const float squares = SumOf(n, [=](auto at, int64_t j) HWY_ATTR {
    const V centered = hn::Sub(at.get(x + j), shift);
    return hn::Mul(centered, centered);
  });
  const float variance = squares / count;
  const V factor = hn::Set(d, 1 / std::sqrt(variance + epsilon));
  ForEachPart(n, [=](auto at, int64_t j) HWY_ATTR {
    V value = hn::Mul(hn::Sub(at.get(x + j), shift), factor);
    if (gamma) value = hn::Mul(value, at.get(gamma + j));
    if (beta) value = hn::Add(value, at.get(beta + j));
    at.put(value, y + j);
  });
  return {mean, variance};
}

void NormalizeGradientRow(const float* x, const float* gamma, const RowMoments& moments,
                          float epsilon, bool is_centered, const float* dy, float* dx,
                          float* dgamma, float* dbeta, int64_t n) {
  const D d;
  const auto count = static_cast<float>(n);
  const V shift = hn::Set(d, moments.mean);
  const V factor = hn::Set(d, 1 / std::sqrt(moments.variance + epsilon));
  const auto scaled = [=](auto at, int64_t j)
                          HWY_ATTR { return hn::Mul(hn::Sub(at.get(x + j), shift), factor); };
  const auto inner = [=](auto at, int64_t j) HWY_ATTR {  // the gradient by `scaled`
    const V g = at.get(dy + j);
    return gamma ? hn::Mul(g, at.get(gamma + j)) : g;
  };
  if (dgamma || dbeta) {
    ForEachPart(n, [=](auto at, int64_t j) HWY_ATTR {
      const V g = at.get(dy + j);
      if (dgamma) at.put(hn::MulAdd(g, scaled(at, j), at.get(dgamma + j)), dgamma + j);
      if (dbeta) at.put(hn::Add(g, at.get(dbeta + j)), dbeta + j);
    });
  }
  if (!dx) return;
  const V even = hn::Set(d, is_centered ? SumOf(n, inner) / count : 0.0F);
  const V slope = hn::Set(d, SumOf(n, [=](auto at, int64_t j) HWY_ATTR {
                               return hn::Mul(inner(at, j), scaled(at, j));
                             }) / count);
  ForEachPart(n, [=](auto at, int64_t j) HWY_ATTR {
    const V centered = hn::Sub(inner(at, j), even);
    at.put(hn::Mul(hn::NegMulAdd(scaled(at, j), slope, centered), factor), dx + j);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace keratin::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace keratin::cpu {

HWY_EXPORT(RowSum);
HWY_EXPORT(FewRowSums);
HWY_EXPORT(FewRowSquareSums);
HWY_EXPORT(FewRowGradientSums);
HWY_EXPORT(ScaledRows);
HWY_EXPORT(ScaledGradientRows);
HWY_EXPORT(NormalizeRow);
HWY_EXPORT(NormalizeGradientRow);

namespace {

constexpr int64_t kFewRows = 32, kShortRow = 2048;

void add_to(float* sums, const float* more, int64_t n) {
  for (int64_t i = 0; i < n; ++i) sums[i] += more[i];
}

/// few(part, sums...) for parts of a few rows, whose sums are added in pairs.
template <class Few>
void by_halves(const ColumnBlock& x, int64_t first, int64_t rows, float* sums, float* others,
               const Few& few) {
  if (rows <= kFewRows) return few(first, rows, sums, others);
  const int64_t half = rows / 2;
  float more[kWidestSums], more_others[kWidestSums];
  by_halves(x, first, half, sums, others, few);
  by_halves(x, first + half, rows - half, more, more_others, few);
  add_to(sums, more, x.columns);
  if (others) add_to(others, more_others, x.columns);
}

}  // namespace

float row_sum(const float* x, int64_t n) {
  if (n <= kShortRow) return HWY_DYNAMIC_DISPATCH(RowSum)(x, n);
  const int64_t half = n / 2;
  return row_sum(x, half) + row_sum(x + half, n - half);
}

void column_sums(const ColumnBlock& x, float* sums) {
  by_halves(x, 0, x.rows, sums, nullptr, [&](int64_t first, int64_t rows, float* to, float*) {
    HWY_DYNAMIC_DISPATCH(FewRowSums)(x.part(first, rows), to);
  });
}

void column_square_sums(const ColumnBlock& x, const float* mean, float* sums) {
  by_halves(x, 0, x.rows, sums, nullptr, [&](int64_t first, int64_t rows, float* to, float*) {
    HWY_DYNAMIC_DISPATCH(FewRowSquareSums)(x.part(first, rows), mean, to);
  });
}

void column_gradient_sums(const ColumnBlock& x, const float* dy, int64_t dy_step, const float* mean,
                          float* sums, float* along_x) {
  by_halves(x, 0, x.rows, sums, along_x, [&](int64_t first, int64_t rows, float* to, float* along) {
    HWY_DYNAMIC_DISPATCH(FewRowGradientSums)
    (x.part(first, rows), dy + first * dy_step, dy_step, mean, to, along);
  });
}

void scaled_rows(const ColumnBlock& x, const ColumnScales& scales, float* y) {
  HWY_DYNAMIC_DISPATCH(ScaledRows)(x, scales, y);
}

void scaled_gradient_rows(const ColumnBlock& x, const ColumnScales& scales, const float* dy,
                          float* dx) {
  HWY_DYNAMIC_DISPATCH(ScaledGradientRows)(x, scales, dy, dx);
}

RowMoments normalize_row(const float* x, const float* gamma, const float* beta, float epsilon,
                         bool is_centered, float* y, int64_t n) {
  return HWY_DYNAMIC_DISPATCH(NormalizeRow)(x, gamma, beta, epsilon, is_centered, y, n);
}

void normalize_gradient_row(const float* x, const float* gamma, const RowMoments& moments,
                            float epsilon, bool is_centered, const float* dy, float* dx,
                            float* dgamma, float* dbeta, int64_t n) {
  HWY_DYNAMIC_DISPATCH(NormalizeGradientRow)
  (x, gamma, moments, epsilon, is_centered, dy, dx, dgamma, dbeta, n);
}

}  // namespace keratin::cpu
#endif  // HWY_ONCE
