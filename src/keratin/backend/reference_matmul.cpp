// The matrix product, gather and scatter of the reference backend.
#include <algorithm>
#include <vector>

#include "keratin/backend/elements_internal.h"
#include "keratin/backend/reference_internal.h"
#include "keratin/base/memory.h"

namespace keratin {
namespace {

using reference::Compute;

/// Sums of float32 products are kept in double, so that the oracle is exact to half an ulp.
template <class T>
using Sum = std::conditional_t<std::is_same_v<Compute<T>, float>, double,
                               std::conditional_t<std::is_integral_v<T>, uint64_t, Compute<T>>>;

/// One matrix: pointer to element (0, 0) and the two steps.
template <class T>
struct Matrix {
  T* data;
  int64_t row_step;
  int64_t column_step;
};

template <class T>
void multiply(Matrix<const T> a, Matrix<const T> b, Matrix<T> y, int64_t m, int64_t n, int64_t k) {
  std::vector<Sum<T>, RecycledAllocator<Sum<T>>> sums(static_cast<size_t>(n));
  for (int64_t i = 0; i < m; ++i) {
    std::fill(sums.begin(), sums.end(), Sum<T>(0));
    for (int64_t l = 0; l < k; ++l) {
      const auto factor =
          static_cast<Sum<T>>(static_cast<Compute<T>>(a.data[i * a.row_step + l * a.column_step]));
      const T* row = b.data + l * b.row_step;
      for (int64_t j = 0; j < n; ++j) {
        sums[static_cast<size_t>(j)] +=
            factor * static_cast<Sum<T>>(static_cast<Compute<T>>(row[j * b.column_step]));
      }
    }
    for (int64_t j = 0; j < n; ++j) {
      y.data[i * y.row_step + j * y.column_step] =
          T(static_cast<Compute<T>>(sums[static_cast<size_t>(j)]));
    }
  }
}

/// The entries from `from` to `to` of a list of lengths or strides.
Shape part(const Shape& lengths, int from, int to) {
  Shape result;
  for (int i = from; i < to; ++i) result.push_back(lengths[i]);
  return result;
}

/// x with each element rounded to bfloat16, as float32.
Tensor rounded(Backend& backend, const ConstView& x) {
  const Tensor narrow(x.shape, bfloat16, backend.device());
  const Tensor wide(x.shape, float32, backend.device());
  backend.run(CopyCall{.x = x, .y = narrow.view()});
  backend.run(CopyCall{.x = narrow.view(), .y = wide.view()});
  return wide;
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
  const int rank = y.shape.rank();
  const Shape batch = part(y.shape, 0, rank - 2);
  const Strides a_batch = part(a.strides, 0, rank - 2);
  const Strides b_batch = part(b.strides, 0, rank - 2);
  const Strides y_batch = part(y.strides, 0, rank - 2);
  const int64_t steps[3] = {reference::last_step(a_batch), reference::last_step(b_batch),
                            reference::last_step(y_batch)};
  visit_dtype(y.dtype, [&](auto tag) {
    using T = decltype(tag);
    if constexpr (!std::is_same_v<T, bool>) {
      reference::for_each_run<3>(
          batch, {a_batch, b_batch, y_batch}, [&](const auto& at, int64_t n) {
            for (int64_t i = 0; i < n; ++i) {
              multiply<T>(
                  {static_cast<const T*>(a.data) + at[0] + i * steps[0], a.strides[-2],
                   a.strides[-1]},
                  {static_cast<const T*>(b.data) + at[1] + i * steps[1], b.strides[-2],
                   b.strides[-1]},
                  {static_cast<T*>(y.data) + at[2] + i * steps[2], y.strides[-2], y.strides[-1]},
                  y.shape[-2], y.shape[-1], a.shape[-1]);
            }
          });
    }
  });
}

void ReferenceBackend::run(const TakeCall& call) {
  const ConstView& x = call.x;
  const View& y = call.y;
  visit_dtype(x.dtype, [&](auto tag) {
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
  visit_dtype(call.x.dtype, [&](auto tag) {
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
  visit_dtype(x.dtype, [&](auto tag) {
    using T = decltype(tag);
    for_each_taken(x, call.indices, call.axis, y,
                   [&](int64_t to, int64_t from, int64_t n, int64_t step_x, int64_t step_y) {
                     T* target = static_cast<T*>(x.data) + to;
                     const T* source = static_cast<const T*>(y.data) + from;
                     for (int64_t i = 0; i < n; ++i) {
                       const auto sum = static_cast<Compute<T>>(target[i * step_x]) +
                                        static_cast<Compute<T>>(source[i * step_y]);
                       target[i * step_x] = T(static_cast<Compute<T>>(sum));
                     }
                   });
  });
}

}  // namespace keratin
