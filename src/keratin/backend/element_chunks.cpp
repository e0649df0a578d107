#include "keratin/backend/element_chunks_internal.h"

#include "keratin/backend/cpu/bfloat16_runs.h"

namespace keratin::reference {
namespace {

template <class T, class C>
void gather(const void* from, int64_t step, int64_t n, C* to) {
  const T* source = static_cast<const T*>(from);
  if constexpr (std::is_same_v<T, BFloat16>) {
    if (step == 1) return cpu::widen_run(source, to, n);
  }
  if (step == 1) {
    for (int64_t i = 0; i < n; ++i) to[i] = static_cast<C>(source[i]);
  } else {
    for (int64_t i = 0; i < n; ++i) to[i] = static_cast<C>(source[i * step]);
  }
}

template <class T, class C>
void scatter(const C* from, void* to, int64_t step, int64_t n) {
  T* target = static_cast<T*>(to);
  if constexpr (std::is_same_v<T, BFloat16> && std::is_same_v<C, float>) {
    if (step == 1) return cpu::round_run(from, target, n);
  }
  if (step == 1) {
    for (int64_t i = 0; i < n; ++i) target[i] = narrowed<T>(from[i]);
  } else {
    for (int64_t i = 0; i < n; ++i) target[i * step] = narrowed<T>(from[i]);
  }
}

}  // namespace

template <class C>
Gather<C> gather_of(DType dtype) {
  return visit_dtype(dtype, [](auto tag) -> Gather<C> {
    using T = decltype(tag);
    constexpr bool is_near = std::is_same_v<C, int32_t> && std::is_integral_v<T> &&
                             sizeof(T) <= 4 && !std::is_same_v<T, uint32_t>;
    if constexpr (std::is_same_v<Wide<T>, C> || is_near) return gather<T, C>;
    return nullptr;
  });
}

template <class C>
Scatter<C> scatter_of(DType dtype) {
  return visit_dtype(dtype, [](auto tag) -> Scatter<C> { return scatter<decltype(tag), C>; });
}

template <>
Scatter<bool> scatter_of(DType) {
  return scatter<bool, bool>;
}

template Gather<float> gather_of(DType dtype);
template Gather<double> gather_of(DType dtype);
template Gather<int64_t> gather_of(DType dtype);
template Gather<uint64_t> gather_of(DType dtype);
template Gather<int32_t> gather_of(DType dtype);
template Scatter<float> scatter_of(DType dtype);
template Scatter<double> scatter_of(DType dtype);
template Scatter<int64_t> scatter_of(DType dtype);
template Scatter<uint64_t> scatter_of(DType dtype);
template Scatter<int32_t> scatter_of(DType dtype);

}  // namespace keratin::reference
