// Views of float32 as the kernels read them.
#pragma once
#include <optional>

#include "keratin/tensor/view.h"

namespace keratin::cpu {

inline const float* floats(const ConstView& view) { return static_cast<const float*>(view.data); }
inline float* floats(const View& view) { return static_cast<float*>(view.data); }
/// Null where there is no view.
inline const float* floats(const std::optional<ConstView>& view) {
  return view ? floats(*view) : nullptr;
}
inline float* floats(const std::optional<View>& view) { return view ? floats(*view) : nullptr; }

/// Whether the elements are float32 and lie one after the other in row-major order.
inline bool is_flat_float(const ConstView& view) {
  return view.dtype == DType::float32 && is_contiguous(view);
}
/// Also where there is no view.
template <class AnyView>
bool is_flat_float(const std::optional<AnyView>& view) {
  return !view || is_flat_float(ConstView(*view));
}

}  // namespace keratin::cpu
