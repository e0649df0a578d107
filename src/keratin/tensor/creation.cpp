#include "keratin/tensor/creation.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/tensor/host_watch_internal.h"

namespace keratin {
namespace {

// Fills x, which is in host memory, with value(i), i the row-major index.
template <class F>
Tensor filled(Tensor x, F&& value) {
  HostWatch::tell_write(x);
  visit_dtype(x.dtype(), [&](auto tag) {
    using T = decltype(tag);
    T* data = static_cast<T*>(x.view().data);
    const int64_t size = x.size();
    for (int64_t i = 0; i < size; ++i) data[i] = value(i).template as<T>();
  });
  return x;
}

Shape shape_of(const NestedList& values) {
  Shape shape;
  for (const NestedList* at = &values; !at->is_number(); at = &at->list().front()) {
    shape.push_back(static_cast<int64_t>(at->list().size()));
    if (at->list().empty()) break;
  }
  return shape;
}

void collect(const NestedList& values, const Shape& shape, int axis, std::vector<Scalar>& out) {
  if (axis == shape.rank()) {
    if (!values.is_number()) {
      throw_shape_error(text("tensor: a list stands where a number is expected, at depth ", axis));
    }
    out.push_back(values.number());
    return;
  }
  if (values.is_number()) {
    throw_shape_error(text("tensor: a number stands where a list is expected, at depth ", axis));
  }
  const auto length = static_cast<int64_t>(values.list().size());
  if (length != shape[axis]) {
    throw_shape_error(text("tensor: lists of unequal length at depth ", axis, ": ", shape[axis],
                           " and ", length));
  }
  for (const NestedList& value : values.list()) collect(value, shape, axis + 1, out);
}

DType dtype_for(const std::vector<Scalar>& values) {
  if (values.empty()) return float32;
  DType dtype = bool_;
  for (const Scalar& value : values) dtype = promote(dtype, value.dtype());
  return dtype;
}

Tensor from_scalars(const std::vector<Scalar>& values, const Shape& shape, DType dtype) {
  for (const Scalar& value : values) require_fits("tensor", value, dtype);
  return filled(Tensor(shape, dtype), [&](int64_t i) { return values[static_cast<size_t>(i)]; });
}

}  // namespace

NestedList::NestedList(std::initializer_list<NestedList> list) : list_(list.begin(), list.end()) {}

Tensor tensor(const NestedList& values) {
  const Shape shape = shape_of(values);
  std::vector<Scalar> scalars;
  collect(values, shape, 0, scalars);
  return from_scalars(scalars, shape, dtype_for(scalars));
}

Tensor tensor(const NestedList& values, DTypeLike dtype) {
  const Shape shape = shape_of(values);
  std::vector<Scalar> scalars;
  collect(values, shape, 0, scalars);
  return from_scalars(scalars, shape, dtype);
}

Tensor tensor_from_memory(const void* data, size_t size, DType dtype, const Shape& shape) {
  if (static_cast<size_t>(shape.size()) != size) {
    throw_shape_error(text("cannot make a tensor of shape ", shape, " from ", size, " elements"));
  }
  Tensor x(shape, dtype);
  HostWatch::tell_write(x);
  if (x.nbytes() > 0) std::memcpy(x.view().data, data, x.nbytes());
  return x;
}

Tensor::Tensor(std::initializer_list<NestedList> values) : Tensor(tensor(NestedList(values))) {}

Tensor tensor_of_bools(const std::vector<bool>& values) {
  return filled(Tensor({static_cast<int64_t>(values.size())}, bool_), [&](int64_t i) {
    return Scalar(static_cast<bool>(values[static_cast<size_t>(i)]));
  });
}

Tensor tensor_of_rows(const std::vector<Tensor>& rows) {
  if (rows.empty()) return Tensor({0, 0}, float32);
  const Tensor& first = rows.front();
  Tensor x(first.shape().inserted(0, static_cast<int64_t>(rows.size())), first.dtype());
  HostWatch::tell_write(x);
  auto* to = static_cast<uint8_t*>(x.view().data);
  for (const Tensor& row : rows) {
    if (row.shape() != first.shape()) {
      throw_shape_error(
          text("tensor: rows of unequal shape: ", first.shape(), " and ", row.shape()));
    }
    if (row.nbytes() > 0) std::memcpy(to, row.view().data, row.nbytes());
    to += row.nbytes();
  }
  return x;
}

Tensor arange(Scalar stop) {
  return arange(stop.kind() == Scalar::Kind::floating ? Scalar(0.0) : Scalar(0), stop);
}

Tensor arange(Scalar start, Scalar stop, Scalar step) {
  const DType dtype = promote(promote(start.dtype(), stop.dtype()), step.dtype());
  return arange(start, stop, step, dtype == bool_ ? int32 : dtype);
}

Tensor arange(Scalar start, Scalar stop, Scalar step, DTypeLike dtype) {
  if (step.as_double() == 0) throw_value_error("arange: the step is 0");
  const double count = std::ceil((stop.as_double() - start.as_double()) / step.as_double());
  if (!(count < static_cast<double>(INT64_MAX))) {
    throw_value_error(text("arange: there is no end to the numbers from ", start, " to ", stop,
                           " in steps of ", step));
  }
  const Shape shape{count > 0 ? static_cast<int64_t>(count) : 0};
  const bool is_floating =
      start.kind() == Scalar::Kind::floating || step.kind() == Scalar::Kind::floating;
  const auto element = [&](int64_t i) {
    return is_floating ? Scalar(start.as_double() + static_cast<double>(i) * step.as_double())
                       : Scalar(start.as_integer() + i * step.as_integer());
  };
  if (shape[0] > 0) {
    require_fits("arange", element(0), dtype);
    require_fits("arange", element(shape[0] - 1), dtype);
  }
  return filled(Tensor(shape, dtype), element);
}

Tensor linspace(double start, double stop, int64_t num, DTypeLike dtype) {
  if (num < 0) throw_value_error(text("linspace: num must not be negative, received ", num));
  if (num > 0) require_fits("linspace", start, dtype);
  if (num > 1) require_fits("linspace", stop, dtype);
  const double step = num > 1 ? (stop - start) / static_cast<double>(num - 1) : 0;
  return filled(Tensor(Shape{num}, dtype), [&](int64_t i) {
    const bool is_last = i == num - 1 && num > 1;
    return Scalar(is_last ? stop : start + static_cast<double>(i) * step);
  });
}

Tensor eye(int64_t rows, int64_t columns, int64_t k, DTypeLike dtype) {
  if (columns < 0) columns = rows;
  return filled(Tensor(Shape{rows, columns}, dtype),
                [&](int64_t i) { return Scalar(i % columns - i / columns == k); });
}

Tensor borrow(void* data, const Shape& shape, DType dtype, std::function<void()> release) {
  return borrow(data, shape, row_major_strides(shape), dtype, std::move(release));
}

Tensor borrow(void* data, const Shape& shape, const Strides& strides, DType dtype,
              std::function<void()> release) {
  if (strides.rank() != shape.rank()) {
    throw_shape_error(text("borrow: ", strides.rank(), " strides for the shape ", shape));
  }
  const auto itemsize = static_cast<int64_t>(itemsize_of(dtype));
  int64_t first = 0, last = -1;  // the elements that are reached, counted from `data`
  if (shape.size() > 0) {
    last = 0;
    for (int axis = 0; axis < shape.rank(); ++axis) {
      const int64_t reach = (shape[axis] - 1) * strides[axis];
      (reach < 0 ? first : last) += reach;
    }
    if (!data) throw_value_error(text("borrow: no memory for the shape ", shape));
    if (reinterpret_cast<uintptr_t>(data) % static_cast<uintptr_t>(itemsize) != 0) {
      throw_value_error(text("borrow: elements of ", name_of(dtype), " cannot stand at ",
                             reinterpret_cast<uintptr_t>(data), ", which ", itemsize,
                             " does not divide"));
    }
  }
  char* const lowest = static_cast<char*>(data) + first * itemsize;
  const Ref<Storage> storage(
      new Storage(lowest, static_cast<size_t>((last - first + 1) * itemsize), std::move(release)));
  return Tensor(storage, -first, shape, strides, dtype);
}

}  // namespace keratin
