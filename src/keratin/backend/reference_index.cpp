// Positions: scatter, range checks, nonzero, one-hot and orders of the reference backend, and the
// way to host memory and back, which here is a copy.
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include "keratin/backend/elements_internal.h"
#include "keratin/backend/reference_internal.h"

namespace keratin {
namespace {

/// body(element, position) for each element of x (int32 or int64) in row-major order.
template <class Body>
void for_each_integer(const ConstView& x, Body body) {
  const int64_t step = reference::last_step(x.strides);
  visit_dtype(x.dtype, [&](auto tag) {
    using T = decltype(tag);
    if constexpr (std::is_same_v<T, int32_t> || std::is_same_v<T, int64_t>) {
      int64_t position = 0;
      reference::for_each_run<1>(x.shape, {x.strides}, [&](const auto& at, int64_t n) {
        const T* from = static_cast<const T*>(x.data) + at[0];
        for (int64_t i = 0; i < n; ++i) body(static_cast<int64_t>(from[i * step]), position++);
      });
    }
  });
}

}  // namespace

void ReferenceBackend::run(const RangeCheckCall& call) {
  int64_t count = 0, first = 0;
  const auto look = [&](auto x) {
    if constexpr (std::is_integral_v<decltype(x)>) {
      const auto value = static_cast<int64_t>(x);
      if (value >= call.low && value < call.high) return;
      if (count++ == 0) first = value;
    } else {
      const auto value = static_cast<double>(x);
      const bool is_inside =
          value >= static_cast<double>(call.low) && value < static_cast<double>(call.high);
      if (is_inside && value == std::floor(value)) return;
      if (count++ == 0) first = std::bit_cast<int64_t>(value);
    }
  };
  const int64_t step = reference::last_step(call.x.strides);
  visit_dtype(call.x.dtype, [&](auto tag) {
    using T = decltype(tag);
    reference::for_each_run<1>(call.x.shape, {call.x.strides}, [&](const auto& at, int64_t n) {
      const T* from = static_cast<const T*>(call.x.data) + at[0];
      for (int64_t i = 0; i < n; ++i) {
        constexpr bool is_half = std::is_same_v<T, Float16> || std::is_same_v<T, BFloat16>;
        if constexpr (is_half) {
          look(static_cast<float>(from[i * step]));
        } else {
          look(from[i * step]);
        }
      }
    });
  });
  auto* found = static_cast<int64_t*>(call.found.data);
  found[0] = count;
  found[call.found.strides[0]] = first;
}

void ReferenceBackend::run(const NonzeroCall& call) {
  const Strides steps = row_major_strides(call.x.shape);
  auto* to = static_cast<int64_t*>(call.positions.data);
  const int64_t step = reference::last_step(call.x.strides);
  int64_t position = 0;
  reference::for_each_run<1>(call.x.shape, {call.x.strides}, [&](const auto& at, int64_t n) {
    const bool* from = static_cast<const bool*>(call.x.data) + at[0];
    for (int64_t i = 0; i < n; ++i, ++position) {
      if (!from[i * step]) continue;
      int64_t left = position;
      for (const int64_t length : steps) {
        *to++ = left / length;
        left %= length;
      }
    }
  });
}

void ReferenceBackend::run(const OneHotCall& call) {
  run(FillCall{.value = 0, .y = call.y});
  const Shape shape = call.y.shape.erased(call.axis);
  const Strides strides = call.y.strides.erased(call.axis), steps = row_major_strides(shape);
  const int64_t length = call.y.shape[call.axis], along = call.y.strides[call.axis];
  visit_dtype(call.y.dtype, [&](auto tag) {
    using T = decltype(tag);
    for_each_integer(call.classes, [&](int64_t value, int64_t position) {
      if (value < 0 || value >= length) return;
      int64_t at = value * along;
      for (int axis = 0; axis < shape.rank(); ++axis) {
        at += position / steps[axis] * strides[axis];
        position %= steps[axis];
      }
      static_cast<T*>(call.y.data)[at] = Scalar(1).as<T>();
    });
  });
}

void ReferenceBackend::run(const PermutationCall& call) {
  auto* at = static_cast<int64_t*>(call.y.data);
  const int64_t n = call.y.shape.size();
  for (int64_t i = 0; i < n; ++i) at[i] = i;
  RandomSequence sequence(call.key);
  for (int64_t i = n - 1; i > 0; --i) {
    std::swap(at[i], at[sequence.next_below(static_cast<uint64_t>(i) + 1)]);
  }
}

void ReferenceBackend::upload(const void* from, const View& y) {
  const size_t bytes = static_cast<size_t>(y.shape.size()) * itemsize_of(y.dtype);
  if (bytes > 0) std::memcpy(y.data, from, bytes);
}

void ReferenceBackend::download(const ConstView& x, void* to) {
  const size_t bytes = static_cast<size_t>(x.shape.size()) * itemsize_of(x.dtype);
  if (bytes > 0) std::memcpy(to, x.data, bytes);
}

}  // namespace keratin
