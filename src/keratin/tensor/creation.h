// New tensors: from numbers in the code, from memory of the user's, and NumPy's regular ones.
#pragma once
#include <concepts>
#include <functional>
#include <iterator>
#include <string_view>
#include <type_traits>
#include <vector>

#include "keratin/tensor/tensor.h"

namespace keratin {

/// tensor({{1, 2}, {3, 4}}): whole numbers become int32 (int64 when one does not fit), others
/// float32, truth values bool, as in Keras. Throws ShapeError when the lists do not have equal
/// lengths, ValueError for a number that `dtype` does not hold.
Tensor tensor(const NestedList& values);
Tensor tensor(const NestedList& values, DTypeLike dtype);

/// A copy of `size` elements at `data`, of the element type's dtype and the given shape.
/// Throws ShapeError when the shape holds another number of elements.
Tensor tensor_from_memory(const void* data, size_t size, DType dtype, const Shape& shape);
template <class P>
requires std::is_pointer_v<std::remove_cvref_t<P>>  // not arrays: their length is known
    Tensor tensor(P&& data, const Shape& shape) {
  return tensor_from_memory(data, static_cast<size_t>(shape.size()),
                            dtype_of<std::remove_cvref_t<decltype(*data)>>, shape);
}

/// No copy: a tensor that looks into memory of somebody else's, as `numpy.asarray` does, which must
/// stay as long as the tensor and its views, and is theirs again when the last of them goes and
/// calls `release`, from whatever thread. What is written into one is seen in the other. Strides
/// count elements and may be negative or zero; without them the elements stand in row-major order.
/// Throws ValueError for a null pointer to elements and for an address that the dtype's elements
/// cannot have, ShapeError when there is not one stride an axis; `release` is not called then.
Tensor borrow(void* data, const Shape& shape, DType dtype, std::function<void()> release);
Tensor borrow(void* data, const Shape& shape, const Strides& strides, DType dtype,
              std::function<void()> release);

/// What holds elements one after the other: std::vector, std::array, std::span, T[n].
template <class R>
concept Elements = requires(const R& range) {
  requires HasDType<std::remove_cvref_t<decltype(*std::data(range))>>;
  std::size(range);
};
/// Ranges of such, or of ranges of ranges of such: std::vector<std::vector<float>>.
template <class R>
concept NestedElements = !Elements<R> && requires(const R& range) {
  requires !std::convertible_to<const R&, Tensor>;
  requires !std::convertible_to<const R&, std::string_view>;
  std::size(*std::data(range));
};

/// A copy of the elements, with their dtype and one axis, or with that shape.
template <Elements R>
Tensor tensor(const R& values, const Shape& shape) {
  using T = std::remove_cvref_t<decltype(*std::data(values))>;
  return tensor_from_memory(std::data(values), std::size(values), dtype_of<T>, shape);
}
template <Elements R>
Tensor tensor(const R& values) {
  return tensor(values, Shape{static_cast<int64_t>(std::size(values))});
}
Tensor tensor_of_bools(const std::vector<bool>& values);
template <std::same_as<std::vector<bool>> V>  // a list in braces is none
Tensor tensor(const V& values) {
  return tensor_of_bools(values);
}
/// The rows, which are tensors of one dtype, along a new first axis. Throws ShapeError when they do
/// not have equal shapes.
Tensor tensor_of_rows(const std::vector<Tensor>& rows);
/// One axis for each range in a range; throws ShapeError when they do not have equal lengths.
template <NestedElements R>
Tensor tensor(const R& rows) {
  std::vector<Tensor> parts;
  for (const auto& row : rows) parts.push_back(tensor(row));
  return tensor_of_rows(parts);
}

Tensor empty(const Shape& shape, DTypeLike dtype = float32, Device device = {});
Tensor zeros(const Shape& shape, DTypeLike dtype = float32, Device device = {});
Tensor ones(const Shape& shape, DTypeLike dtype = float32, Device device = {});
/// Every element is `value`; without a dtype bool, int32 (int64 when it does not fit) or float32 by
/// the kind of the value. Throws ValueError for a number that `dtype` does not hold.
Tensor full(const Shape& shape, Scalar value);
Tensor full(const Shape& shape, Scalar value, DTypeLike dtype, Device device = {});
/// The same shape, dtype and device as x.
Tensor empty_like(const Tensor& x);

/// start, start + step, ... before stop; int32 (int64 when they do not fit) for whole numbers,
/// float32 otherwise. Throws ValueError for a step of zero, for numbers that are not finite, and
/// for an element that `dtype` does not hold.
Tensor arange(Scalar stop);
Tensor arange(Scalar start, Scalar stop, Scalar step = 1);
Tensor arange(Scalar start, Scalar stop, Scalar step, DTypeLike dtype);
/// `num` points with equal distances from start to stop, both included. Throws ValueError for a
/// negative num.
Tensor linspace(double start, double stop, int64_t num = 50, DTypeLike dtype = float32);
/// Ones on the k-th diagonal of a rows x columns matrix (rows x rows when columns is negative).
Tensor eye(int64_t rows, int64_t columns = -1, int64_t k = 0, DTypeLike dtype = float32);

}  // namespace keratin
