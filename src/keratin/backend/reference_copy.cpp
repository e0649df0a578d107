// What the reference backend does with elements without computing: copy, fill, select.
#include "keratin/backend/element_chunks_internal.h"
#include "keratin/backend/reference_internal.h"

namespace keratin {
namespace {

void copy_same(const ConstView& x, const View& y) {
  const int64_t dx = reference::last_step(x.strides), dy = reference::last_step(y.strides);
  reference::visit_width(y.dtype, [&](auto tag) {
    using T = decltype(tag);
    reference::for_each_run<2>(y.shape, {x.strides, y.strides}, [&](const auto& at, int64_t n) {
      const T* from = static_cast<const T*>(x.data) + at[0];
      T* to = static_cast<T*>(y.data) + at[1];
      if (dx == 1 && dy == 1) {
        std::copy_n(from, n, to);
      } else {
        for (int64_t i = 0; i < n; ++i) to[i * dy] = from[i * dx];
      }
    });
  });
}

template <class T>
void fill_elements(const void* element, const View& y) {
  T value;
  std::memcpy(&value, element, sizeof(T));
  const int64_t step = reference::last_step(y.strides);
  reference::for_each_run<1>(y.shape, {y.strides}, [&](const auto& at, int64_t n) {
    T* target = static_cast<T*>(y.data) + at[0];
    for (int64_t i = 0; i < n; ++i) target[i * step] = value;
  });
}

}  // namespace

void ReferenceBackend::run(const CopyCall& call) {
  const ConstView& x = call.x;
  const View& y = call.y;
  if (x.dtype == y.dtype) return copy_same(x, y);
  reference::visit_near(x.dtype, [&](auto tag) {
    using C = decltype(tag);
    reference::ChunkReader<C> from(x);
    reference::ChunkWriter<C> to(y);
    reference::for_each_run<2>(y.shape, {x.strides, y.strides}, [&](const auto& at, int64_t size) {
      from.start(at[0]);
      to.start(at[1]);
      for (int64_t begin = 0; begin < size; begin += reference::kChunk) {
        const int64_t n = std::min(reference::kChunk, size - begin);
        if (to.is_direct()) {
          from.read_into(to.room(begin), begin, n);
        } else {
          to.write_from(from.read(begin, n), begin, n);
        }
      }
    });
  });
}

void ReferenceBackend::run(const FillCall& call) {
  const View& y = call.y;
  uint64_t element = 0;
  visit_dtype(y.dtype, [&](auto tag) {
    using T = decltype(tag);
    const T number = call.value.as<T>();
    std::memcpy(&element, &number, sizeof(T));
  });
  reference::visit_width(y.dtype, [&](auto tag) { fill_elements<decltype(tag)>(&element, y); });
}

void ReferenceBackend::run(const SelectCall& call) {
  const ConstView &condition = call.condition, &a = call.a, &b = call.b;
  const View& y = call.y;
  const int64_t step_c = reference::last_step(condition.strides);
  const int64_t step_a = reference::last_step(a.strides);
  const int64_t step_b = reference::last_step(b.strides);
  const int64_t step_y = reference::last_step(y.strides);
  reference::visit_width(y.dtype, [&](auto tag) {
    using T = decltype(tag);
    reference::for_each_run<4>(y.shape, {condition.strides, a.strides, b.strides, y.strides},
                               [&](const auto& at, int64_t n) {
                                 const bool* pc = static_cast<const bool*>(condition.data) + at[0];
                                 const T* pa = static_cast<const T*>(a.data) + at[1];
                                 const T* pb = static_cast<const T*>(b.data) + at[2];
                                 T* py = static_cast<T*>(y.data) + at[3];
                                 for (int64_t i = 0; i < n; ++i) {
                                   py[i * step_y] =
                                       pc[i * step_c] ? pa[i * step_a] : pb[i * step_b];
                                 }
                               });
  });
}

}  // namespace keratin
