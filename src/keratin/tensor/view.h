// What kernels see: a pointer, a shape, steps and a dtype. Views own nothing.
#pragma once
#include "keratin/tensor/dtype.h"
#include "keratin/tensor/shape.h"

namespace keratin {

/// Elements that may be written. `data` points at element (0, 0, ...); strides count elements and
/// may be zero (a broadcast axis) or negative (a reversed one).
struct View {
  void* data = nullptr;
  DType dtype = DType::float32;
  Shape shape;
  Strides strides;
  bool operator==(const View&) const = default;
};

/// Elements that are only read.
struct ConstView {
  const void* data = nullptr;
  DType dtype = DType::float32;
  Shape shape;
  Strides strides;

  ConstView() = default;
  ConstView(const void* d, DType t, const Shape& s, const Strides& st)
      : data(d), dtype(t), shape(s), strides(st) {}
  ConstView(const View& view)  // NOLINT: implicit on purpose
      : data(view.data), dtype(view.dtype), shape(view.shape), strides(view.strides) {}
  bool operator==(const ConstView&) const = default;
};

/// Whether the elements lie one after the other in row-major order.
bool is_contiguous(const Shape& shape, const Strides& strides);
inline bool is_contiguous(const ConstView& view) { return is_contiguous(view.shape, view.strides); }

/// The view stretched to `shape` by NumPy's rules: stretched axes get a step of zero. The shapes
/// must be compatible.
ConstView broadcast_to(const ConstView& view, const Shape& shape);

}  // namespace keratin
