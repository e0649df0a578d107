// A tensor and numbers, without memory for the numbers.
#include "keratin/backend/element_chunks_internal.h"
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
  reference::visit_wide(call.x.dtype, [&](auto tag) {
    using C = decltype(tag);
    if constexpr (std::is_floating_point_v<C>) {
      const auto factor = static_cast<C>(call.factor), offset = static_cast<C>(call.offset);
      reference::for_each_chunk<C, 1>({call.x}, call.y, [&](const auto& in, C* to, int64_t n) {
        for (int64_t i = 0; i < n; ++i) to[i] = in[0][i] * factor + offset;
      });
    }
  });
}

}  // namespace keratin
