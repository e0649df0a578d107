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

/// Calls f with an unsigned integer as wide as an element of `dtype`: moving needs no more.
template <class F>
decltype(auto) visit_width(DType dtype, F&& f) {
  switch (itemsize_of(dtype)) {
    case 1: return f(uint8_t{});
    case 2: return f(uint16_t{});
    case 4: return f(uint32_t{});
    default: return f(uint64_t{});
  }
}

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

}  // namespace keratin::reference
