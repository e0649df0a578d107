// How the reference backend walks over strided elements, and in which type it computes.
#pragma once
#include <array>
#include <type_traits>

#include "keratin/base/function_ref.h"
#include "keratin/tensor/dtype.h"
#include "keratin/tensor/view.h"

namespace keratin::reference {

/// The type that elements of type T are computed in: float for the 16-bit types.
template <class T>
using Compute =
    std::conditional_t<std::is_same_v<T, Float16> || std::is_same_v<T, BFloat16>, float, T>;

/// Calls body(offsets, n) for each run along the last axis of `shape`, in row-major order, where
/// offsets[k] is where the run starts in operand k (elements), whose strides are strides[k].
/// The walk is compiled once for each number of operands, not for each body: that halves the time
/// that the elementwise functions take to compile.
template <size_t operands>
void for_each_run(const Shape& shape, const std::array<Strides, operands>& strides,
                  FunctionRef<void(const std::array<int64_t, operands>&, int64_t)> body) {
  std::array<int64_t, operands> at{};
  if (shape.empty()) return body(at, int64_t{1});
  if (shape.size() == 0) return;
  const int outer = shape.rank() - 1;
  std::array<int64_t, kMaxRank> counter{};
  while (true) {
    body(at, shape[outer]);
    int axis = outer - 1;
    for (; axis >= 0; --axis) {
      const auto i = static_cast<size_t>(axis);
      for (size_t k = 0; k < operands; ++k) at[k] += strides[k][axis];
      if (++counter[i] < shape[axis]) break;
      counter[i] = 0;
      for (size_t k = 0; k < operands; ++k) at[k] -= strides[k][axis] * shape[axis];
    }
    if (axis < 0) return;
  }
}

/// Step along the last axis; 0 for a scalar.
inline int64_t last_step(const Strides& strides) { return strides.empty() ? 0 : strides.back(); }

/// y[i] = f(x[i]) element by element.
template <class X, class Y, class F>
void map(const ConstView& x, const View& y, F f) {
  const auto* from = static_cast<const X*>(x.data);
  auto* to = static_cast<Y*>(y.data);
  const int64_t dx = last_step(x.strides);
  const int64_t dy = last_step(y.strides);
  for_each_run<2>(y.shape, {x.strides, y.strides}, [&](const auto& at, int64_t n) {
    const X* source = from + at[0];
    Y* target = to + at[1];
    if (dx == 1 && dy == 1) {
      for (int64_t i = 0; i < n; ++i) target[i] = f(source[i]);
    } else {
      for (int64_t i = 0; i < n; ++i) target[i * dy] = f(source[i * dx]);
    }
  });
}

/// y[i] = f(a[i], b[i]) element by element.
template <class X, class Y, class F>
void map(const ConstView& a, const ConstView& b, const View& y, F f) {
  const auto* left = static_cast<const X*>(a.data);
  const auto* right = static_cast<const X*>(b.data);
  auto* to = static_cast<Y*>(y.data);
  const int64_t da = last_step(a.strides);
  const int64_t db = last_step(b.strides);
  const int64_t dy = last_step(y.strides);
  for_each_run<3>(y.shape, {a.strides, b.strides, y.strides}, [&](const auto& at, int64_t n) {
    const X* p = left + at[0];
    const X* q = right + at[1];
    Y* target = to + at[2];
    if (da == 1 && db == 1 && dy == 1) {
      for (int64_t i = 0; i < n; ++i) target[i] = f(p[i], q[i]);
    } else if (da == 1 && db == 0 && dy == 1) {
      const X value = *q;
      for (int64_t i = 0; i < n; ++i) target[i] = f(p[i], value);
    } else {
      for (int64_t i = 0; i < n; ++i) target[i * dy] = f(p[i * da], q[i * db]);
    }
  });
}

}  // namespace keratin::reference
