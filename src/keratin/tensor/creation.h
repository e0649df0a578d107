// New tensors: from numbers in the code, from memory of the user's, and NumPy's regular ones.
#pragma once
#include <concepts>
#include <initializer_list>
#include <span>
#include <type_traits>
#include <vector>

#include "keratin/tensor/tensor.h"

namespace keratin {

/// A number, or a list of numbers, lists of numbers, ... as it stands in the code.
class NestedList {
 public:
  NestedList() = default;
  template <Arithmetic T>
  NestedList(T value) : is_number_(true), number_(value) {}                                // NOLINT
  NestedList(std::initializer_list<NestedList> list) : list_(list.begin(), list.end()) {}  // NOLINT

  bool is_number() const { return is_number_; }
  const Scalar& number() const { return number_; }
  const std::vector<NestedList>& list() const { return list_; }

 private:
  bool is_number_ = false;
  Scalar number_ = 0.0;
  std::vector<NestedList> list_;
};

/// tensor({{1, 2}, {3, 4}}): whole numbers become int32, others float32, truth values bool, as in
/// Keras. Throws ShapeError when the lists do not have equal lengths.
Tensor tensor(const NestedList& values);
Tensor tensor(const NestedList& values, DType dtype);

/// A copy of `size` elements at `data`, of the element type's dtype and the given shape.
/// Throws ShapeError when the shape holds another number of elements.
Tensor tensor_from_memory(const void* data, size_t size, DType dtype, const Shape& shape);
template <class T>
Tensor tensor(const T* data, const Shape& shape) {
  return tensor_from_memory(data, static_cast<size_t>(shape.size()), dtype_of<T>, shape);
}
template <NotBool T>
Tensor tensor(const std::vector<T>& values, const Shape& shape) {
  return tensor_from_memory(values.data(), values.size(), dtype_of<T>, shape);
}
template <NotBool T>
Tensor tensor(const std::vector<T>& values) {
  return tensor(values, Shape{static_cast<int64_t>(values.size())});
}
/// Rows of a matrix; throws ShapeError when they do not have equal lengths.
template <class T>
Tensor tensor(const std::vector<std::vector<T>>& rows);
[[noreturn]] void throw_unequal_rows(int64_t expected, size_t received);

Tensor empty(const Shape& shape, DType dtype = float32, Device device = {});
Tensor zeros(const Shape& shape, DType dtype = float32, Device device = {});
Tensor ones(const Shape& shape, DType dtype = float32, Device device = {});
/// Every element is `value`; without a dtype bool, int32 or float32 by the kind of the value.
Tensor full(const Shape& shape, Scalar value);
Tensor full(const Shape& shape, Scalar value, DType dtype, Device device = {});
/// The same shape, dtype and device as x.
Tensor empty_like(const Tensor& x);
Tensor zeros_like(const Tensor& x);
Tensor ones_like(const Tensor& x);
Tensor full_like(const Tensor& x, Scalar value);

/// start, start + step, ... before stop; int32 for whole numbers, float32 otherwise. Throws
/// ValueError for a step of zero.
Tensor arange(Scalar stop);
Tensor arange(Scalar start, Scalar stop, Scalar step = 1);
Tensor arange(Scalar start, Scalar stop, Scalar step, DType dtype);
/// `num` points with equal distances from start to stop, both included. Throws ValueError for a
/// negative num.
Tensor linspace(double start, double stop, int64_t num = 50, DType dtype = float32);
/// Ones on the k-th diagonal of a rows x columns matrix (rows x rows when columns is negative).
Tensor eye(int64_t rows, int64_t columns = -1, int64_t k = 0, DType dtype = float32);

template <class T>
Tensor tensor(const std::vector<std::vector<T>>& rows) {
  const auto height = static_cast<int64_t>(rows.size());
  const auto width = rows.empty() ? 0 : static_cast<int64_t>(rows.front().size());
  std::vector<T> all;
  all.reserve(static_cast<size_t>(height * width));
  for (const std::vector<T>& row : rows) {
    if (static_cast<int64_t>(row.size()) != width) throw_unequal_rows(width, row.size());
    all.insert(all.end(), row.begin(), row.end());
  }
  return tensor(all, Shape{height, width});
}

}  // namespace keratin
