// A tensor and numbers, without memory for the numbers.
#include "keratin/backend/elements_internal.h"
#include "keratin/backend/reference_internal.h"

namespace keratin {

void ReferenceBackend::run(const BinaryNumberCall& call) {
  Strides still = call.x.strides;
  for (int axis = 0; axis < still.rank(); ++axis) still[axis] = 0;
  visit_dtype(call.x.dtype, [&](auto tag) {
    using T = decltype(tag);
    const T element = call.value.as<T>();
    const ConstView number(&element, call.x.dtype, call.x.shape, still);
    run(BinaryCall{.f = call.f,
                   .a = call.is_left ? number : call.x,
                   .b = call.is_left ? call.x : number,
                   .y = call.y});
  });
}

void ReferenceBackend::run(const ScaleCall& call) {
  visit_dtype(call.x.dtype, [&](auto tag) {
    using T = decltype(tag);
    using C = reference::Compute<T>;
    if constexpr (std::is_floating_point_v<C>) {
      const auto factor = static_cast<C>(call.factor);
      const auto offset = static_cast<C>(call.offset);
      reference::map<T, T>(call.x, call.y,
                           [=](T v) { return T(static_cast<C>(v) * factor + offset); });
    }
  });
}

}  // namespace keratin
