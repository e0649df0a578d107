// The matrix product, gather and scatter of the reference backend.
#include <algorithm>
#include <vector>

#include "keratin/backend/element_chunks_internal.h"
#include "keratin/backend/reference_internal.h"
#include "keratin/base/memory.h"

namespace keratin {
namespace {

/// Sums of float32 products are kept in double, so that the oracle is exact to half an ulp.
template <class C>
using SumType = std::conditional_t<std::is_integral_v<C>, uint64_t, double>;

/// One matrix: pointer to element (0, 0) and the two steps.
template <class T>
struct Matrix {
  T* data;
  int64_t row_step;
  int64_t column_step;
};

template <class T>
void multiply(Matrix<const T> a, Matrix<const T> b, Matrix<T> y, int64_t m, int64_t n, int64_t k) {
  std::vector<SumType<T>, RecycledAllocator<SumType<T>>> sums(static_cast<size_t>(n));
  for (int64_t i = 0; i < m; ++i) {
    std::fill(sums.begin(), sums.end(), SumType<T>(0));
    for (int64_t l = 0; l < k; ++l) {
      const auto factor = static_cast<SumType<T>>(a.data[i * a.row_step + l * a.column_step]);
      const T* row = b.data + l * b.row_step;
      for (int64_t j = 0; j < n; ++j) {
        sums[static_cast<size_t>(j)] += factor * static_cast<SumType<T>>(row[j * b.column_step]);
      }
    }
    for (int64_t j = 0; j < n; ++j) {
      y.data[i * y.row_step + j * y.column_step] = static_cast<T>(sums[static_cast<size_t>(j)]);
    }
  }
}

/// The entries from `from` to `to` of a list of lengths or strides.
Shape part(const Shape& lengths, int from, int to) {
  Shape result;
  for (int i = from; i < to; ++i) result.push_back(lengths[i]);
  return result;
}

/// x in another dtype.
Tensor converted(Backend& backend, const ConstView& x, DType dtype) {
  const Tensor y(x.shape, dtype, backend.device());
  backend.run(CopyCall{.x = x, .y = y.view()});
  return y;
}

/// x with each element rounded to bfloat16, as float32.
Tensor rounded(Backend& backend, const ConstView& x) {
  return converted(backend, converted(backend, x, bfloat16).view(), float32);
}

int64_t index_at(const ConstView& indices, int64_t offset) {
  return indices.dtype == int64 ? static_cast<const int64_t*>(indices.data)[offset]
                                : static_cast<const int32_t*>(indices.data)[offset];
}

/// Calls body(offset in x, offset in y, n, step in x, step in y) for every run of after-axes.
template <class Body>
void for_each_taken(const ConstView& x, const ConstView& indices, int axis, const ConstView& y,
                    Body body) {
  const int rank = x.shape.rank();
  const int middle = indices.shape.rank();
  const Shape after = part(x.shape, axis + 1, rank);
  const Strides x_after = part(x.strides, axis + 1, rank);
  const Strides y_after = part(y.strides, axis + middle, y.shape.rank());
  const Shape outer = part(y.shape, 0, axis + middle);
  Strides x_outer = part(x.strides, 0, axis);
  Strides index_outer;
  for (int i = 0; i < axis; ++i) index_outer.push_back(0);
  for (int i = 0; i < middle; ++i) {
    x_outer.push_back(0);
    index_outer.push_back(indices.strides[i]);
  }
  const Strides y_outer = part(y.strides, 0, axis + middle);
  const int64_t step_index = reference::last_step(index_outer);
  const int64_t step_x = reference::last_step(x_outer);
  const int64_t step_y = reference::last_step(y_outer);
  reference::for_each_run<3>(
      outer, {x_outer, index_outer, y_outer}, [&](const auto& at, int64_t n) {
        for (int64_t i = 0; i < n; ++i) {
          const int64_t index = index_at(indices, at[1] + i * step_index);
          const int64_t from = at[0] + i * step_x + index * x.strides[axis];
          const int64_t to = at[2] + i * step_y;
          reference::for_each_run<2>(after, {x_after, y_after}, [&](const auto& in, int64_t run) {
            body(from + in[0], to + in[1], run, reference::last_step(x_after),
                 reference::last_step(y_after));
          });
        }
      });
}

}  // namespace

void ReferenceBackend::run(const MatmulCall& call) {
  const ConstView &a = call.a, &b = call.b;
  const View& y = call.y;
  if (a.dtype != y.dtype || b.dtype != y.dtype) {
    const Tensor sums(y.shape, float32, device());
    const Tensor left = rounded(*this, a), right = rounded(*this, b);
    ReferenceBackend::run(MatmulCall{.a = left.view(), .b = right.view(), .y = sums.view()});
    return run(CopyCall{.x = sums.view(), .y = y});
  }
  const DType wide =
      reference::visit_wide(y.dtype, [](auto tag) { return dtype_of<decltype(tag)>; });
  if (y.dtype != wide) {
    const Tensor sums(y.shape, wide, device());
    const Tensor left = converted(*this, a, wide), right = converted(*this, b, wide);
    ReferenceBackend::run(MatmulCall{.a = left.view(), .b = right.view(), .y = sums.view()});
    return run(CopyCall{.x = sums.view(), .y = y});
  }
  const int rank = y.shape.rank();
  const Shape batch = part(y.shape, 0, rank - 2);
  const Strides a_batch = part(a.strides, 0, rank - 2);
  const Strides b_batch = part(b.strides, 0, rank - 2);
  const Strides y_batch = part(y.strides, 0, rank - 2);
  const int64_t steps[3] = {reference::last_step(a_batch), reference::last_step(b_batch),
                            reference::last_step(y_batch)};
  reference::visit_wide(y.dtype, [&](auto tag) {
    using T = decltype(tag);
    reference::for_each_run<3>(batch, {a_batch, b_batch, y_batch}, [&](const auto& at, int64_t n) {
      for (int64_t i = 0; i < n; ++i) {
        multiply<T>(
            {static_cast<const T*>(a.data) + at[0] + i * steps[0], a.strides[-2], a.strides[-1]},
            {static_cast<const T*>(b.data) + at[1] + i * steps[1], b.strides[-2], b.strides[-1]},
            {static_cast<T*>(y.data) + at[2] + i * steps[2], y.strides[-2], y.strides[-1]},
            y.shape[-2], y.shape[-1], a.shape[-1]);
      }
    });
  });
}

void ReferenceBackend::run(const TakeCall& call) {
  const ConstView& x = call.x;
  const View& y = call.y;
  reference::visit_width(x.dtype, [&](auto tag) {
    using T = decltype(tag);
    for_each_taken(x, call.indices, call.axis, y,
                   [&](int64_t from, int64_t to, int64_t n, int64_t step_x, int64_t step_y) {
                     const T* source = static_cast<const T*>(x.data) + from;
                     T* target = static_cast<T*>(y.data) + to;
                     if (step_x == 1 && step_y == 1) {
                       std::copy(source, source + n, target);
                     } else {
                       for (int64_t i = 0; i < n; ++i) target[i * step_y] = source[i * step_x];
                     }
                   });
  });
}

void ReferenceBackend::run(const ScatterCall& call) {
  reference::visit_width(call.x.dtype, [&](auto tag) {
    using T = decltype(tag);
    for_each_taken(call.x, call.indices, call.axis, call.y,
                   [&](int64_t to, int64_t from, int64_t n, int64_t step_x, int64_t step_y) {
                     T* target = static_cast<T*>(call.x.data) + to;
                     const T* source = static_cast<const T*>(call.y.data) + from;
                     for (int64_t i = 0; i < n; ++i) target[i * step_x] = source[i * step_y];
                   });
  });
}

void ReferenceBackend::run(const ScatterAddCall& call) {
  const ConstView& y = call.y;
  const View& x = call.x;
  reference::visit_wide(x.dtype, [&](auto tag) {
    using C = decltype(tag);
    const auto itemsize = static_cast<int64_t>(itemsize_of(x.dtype));
    const reference::Gather<C> gather = reference::gather_of<C>(x.dtype);
    const reference::Scatter<C> scatter = reference::scatter_of<C>(x.dtype);
    const bool is_direct = x.dtype == dtype_of<C>;
    C sums[reference::kChunk], terms[reference::kChunk];
    const auto add = [&](char* target, int64_t step_x, const char* source, int64_t step_y,
                         int64_t n) {
      if (is_direct && step_x == 1 && step_y == 1) {
        C* to = reinterpret_cast<C*>(target);
        const C* from = reinterpret_cast<const C*>(source);
        for (int64_t i = 0; i < n; ++i) to[i] += from[i];
        return;
      }
      gather(target, step_x, n, sums);
      gather(source, step_y, n, terms);
      for (int64_t i = 0; i < n; ++i) sums[i] += terms[i];
      scatter(sums, target, step_x, n);
    };
    for_each_taken(x, call.indices, call.axis, y,
                   [&](int64_t to, int64_t from, int64_t size, int64_t step_x, int64_t step_y) {
                     for (int64_t i = 0; i < size; i += reference::kChunk) {
                       add(static_cast<char*>(x.data) + (to + i * step_x) * itemsize, step_x,
                           static_cast<const char*>(y.data) + (from + i * step_y) * itemsize,
                           step_y, std::min(reference::kChunk, size - i));
                     }
                   });
  });
}

}  // namespace keratin
