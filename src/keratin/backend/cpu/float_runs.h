// Elements of float32 or bfloat16 as kernels of float32 read and write them, a run at a time: what
// is narrow is converted in the cache, where it is copied or finished anyway.
#pragma once
#include <cstdint>
#include <cstring>

#include "keratin/backend/cpu/bfloat16_runs.h"
#include "keratin/tensor/view.h"

namespace keratin::cpu {

inline bool is_float32_or_bfloat16(DType dtype) { return dtype == float32 || dtype == bfloat16; }

/// Elements that are read.
class FloatRuns {
 public:
  FloatRuns(const float* x) : data_(x) {}                       // NOLINT: float32 as it is
  FloatRuns(const BFloat16* x) : data_(x), is_narrow_(true) {}  // NOLINT
  /// Of float32 or bfloat16, row-major.
  explicit FloatRuns(const ConstView& x) : data_(x.data), is_narrow_(x.dtype == bfloat16) {}

  bool is_narrow() const { return is_narrow_; }
  const float* floats() const { return static_cast<const float*>(data_); }  // unless is_narrow
  const BFloat16* halves() const { return static_cast<const BFloat16*>(data_); }  // if is_narrow
  FloatRuns from(int64_t i) const {
    return is_narrow_ ? FloatRuns(halves() + i) : FloatRuns(floats() + i);
  }
  /// to [n] = the first elements.
  void copy(int64_t n, float* to) const {
    if (is_narrow_) return widen_run(halves(), to, n);
    std::memcpy(to, data_, static_cast<size_t>(n) * sizeof(float));
  }

 private:
  const void* data_;
  bool is_narrow_ = false;
};

/// Elements that are written.
class ResultRuns {
 public:
  ResultRuns(float* y) : data_(y) {}                       // NOLINT: float32 as it is
  ResultRuns(BFloat16* y) : data_(y), is_narrow_(true) {}  // NOLINT
  /// Of float32 or bfloat16, row-major.
  explicit ResultRuns(const View& y) : data_(y.data), is_narrow_(y.dtype == bfloat16) {}

  bool is_narrow() const { return is_narrow_; }
  /// Where elements from i on are computed in float32: where they belong, or in `room`.
  float* place(int64_t i, float* room) const {
    return is_narrow_ ? room : static_cast<float*>(data_) + i;
  }
  /// n elements from i on, which stand in their place, are done.
  void store(const float* place, int64_t i, int64_t n) const {
    if (is_narrow_) round_run(place, static_cast<BFloat16*>(data_) + i, n);
  }

 private:
  void* data_;
  bool is_narrow_ = false;
};

}  // namespace keratin::cpu
