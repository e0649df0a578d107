// Cuts calls of the backend into parts for the pool, along an axis on which the parts of a result
// do not depend on each other. The cut depends on the shape alone.
#pragma once
#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "keratin/base/thread_pool.h"
#include "keratin/tensor/view.h"

namespace keratin::cpu {

inline constexpr int64_t kPart = 16384;  // elements that one task takes, about

/// Whether the work on so many elements is worth more than one task.
inline bool is_worth_cutting(int64_t elements) { return elements >= 2 * kPart; }

/// [begin, end) of that axis.
template <class AnyView>
AnyView part_of(AnyView view, int axis, int64_t begin, int64_t end) {
  using Byte = std::conditional_t<std::is_const_v<std::remove_pointer_t<decltype(view.data)>>,
                                  const char, char>;
  const auto step = view.strides[axis] * static_cast<int64_t>(itemsize_of(view.dtype));
  view.data = static_cast<Byte*>(view.data) + begin * step;
  view.shape[axis] = end - begin;
  return view;
}

/// run(begin, end) on the pool for ranges of an axis of `length`, where one step along it is the
/// work of `elements_each` elements.
template <class Run>
void in_parts(int64_t length, int64_t elements_each, Run run) {
  parallel_ranges(length, std::max<int64_t>(1, kPart / std::max<int64_t>(1, elements_each)), run);
}

}  // namespace keratin::cpu
