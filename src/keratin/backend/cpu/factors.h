// How views of matrices, the last two axes, become the factors of a product.
#pragma once
#include "keratin/backend/cpu/gemm.h"
#include "keratin/tensor/view.h"

namespace keratin::cpu {

/// A view whose rows lie one after the other, with or without gaps.
inline bool has_rows(const ConstView& x) {
  return x.strides[-1] == 1 && x.strides[-2] >= x.shape[-1];
}

/// Whether the matrices lie in memory so that the product can read them, as they are or transposed.
inline bool is_gemm_factor(const ConstView& x) {
  if (x.dtype != DType::float32 || x.shape.size() == 0) return false;
  return has_rows(x) || (x.strides[-2] == 1 && x.strides[-1] >= x.shape[-2]);
}

/// The first matrix of a view for which is_gemm_factor holds.
inline Factor gemm_factor_of(const ConstView& x) {
  const auto* data = static_cast<const float*>(x.data);
  if (has_rows(x)) return {data, x.strides[-2], false};
  return {data, x.strides[-1], true};
}

/// The factor that begins `rows` rows and `columns` columns further on.
inline Factor moved(const Factor& x, int64_t rows, int64_t columns) {
  const int64_t at = x.is_transposed ? columns * x.step + rows : rows * x.step + columns;
  return {x.data + at, x.step, x.is_transposed};
}

inline bool is_row_major_result(const View& y) { return y.dtype == DType::float32 && has_rows(y); }

}  // namespace keratin::cpu
