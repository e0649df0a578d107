// The tensor: a handle to memory with a dtype, a shape and strides. Copies share memory, as NumPy's
// and Keras's do. Methods that compute are defined in ops/, so that they can be differentiated.
#pragma once
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "keratin/base/ref_counted.h"
#include "keratin/tensor/device.h"
#include "keratin/tensor/dtype.h"
#include "keratin/tensor/index.h"
#include "keratin/tensor/nested_list.h"
#include "keratin/tensor/scalar.h"
#include "keratin/tensor/shape.h"
#include "keratin/tensor/storage.h"
#include "keratin/tensor/view.h"

namespace keratin {

/// Axes of a reduction: all when empty.
struct Axes {
  Shape list;
  Axes() = default;
  template <PlainInteger I>
  Axes(I axis) : list{static_cast<int64_t>(axis)} {}  // NOLINT: implicit on purpose
  Axes(bool) = delete;
  Axes(NoneType) {}                                          // NOLINT: implicit on purpose
  Axes(std::initializer_list<int64_t> axes) : list(axes) {}  // NOLINT: implicit on purpose
  Axes(const Shape& axes) : list(axes) {}                    // NOLINT: implicit on purpose
};
/// NumPy's keyword arguments of sum, mean, max, ...
struct ReduceOptions {
  Axes axis = {};
  bool keepdims = false;
};
/// Those of argmax and argmin; without an axis the tensor counts as flattened.
struct ArgOptions {
  std::optional<int> axis = {};
  bool keepdims = false;
};

// The reductions, each by options, by an axis, x.sum(0), and by several, x.sum({0, 1}).
#define KERATIN_REDUCTIONS(X) X(sum) X(mean) X(max) X(min) X(prod) X(std) X(var) X(any) X(all)

class TensorItem;

class Tensor {
 public:
  /// No tensor at all: defined() is false and what needs elements throws ValueError.
  Tensor() = default;
  /// Tensor x = {{1, 2}, {3, 4}}, as tensor({{1, 2}, {3, 4}}) in creation.h.
  Tensor(std::initializer_list<NestedList> values);
  /// Uninitialised elements. Throws MemoryError, which says how much was asked for.
  Tensor(const Shape& shape, DType dtype, Device device = {});
  /// A view into existing memory; strides and offset count elements.
  Tensor(Ref<Storage> storage, int64_t offset, const Shape& shape, const Strides& strides,
         DType dtype);

  Tensor(const Tensor&) = default;
  Tensor(Tensor&&) noexcept = default;
  // Assigning to a temporary would change nothing: it does not compile, but for x[...] = y
  // (tensor_item.h).
  Tensor& operator=(const Tensor&) & = default;
  Tensor& operator=(Tensor&&) & noexcept = default;
  ~Tensor() = default;

  bool defined() const { return static_cast<bool>(storage_); }
  DType dtype() const { return dtype_; }
  const Shape& shape() const { return shape_; }
  const Strides& strides() const { return strides_; }
  int ndim() const { return shape_.rank(); }
  int64_t size() const { return shape_.size(); }
  /// Length of the first axis; throws ShapeError for a scalar, as Python's len().
  int64_t len() const;
  size_t itemsize() const { return itemsize_of(dtype_); }
  size_t nbytes() const { return static_cast<size_t>(size()) * itemsize(); }
  Device device() const;
  /// Whether it stands for elements that do not exist: it lives on the meta device.
  bool is_symbolic() const { return device() == kMeta; }
  bool is_contiguous() const { return keratin::is_contiguous(shape_, strides_); }

  /// The only element as T; throws ShapeError unless size() is 1.
  template <class T = double>
  T item() const;
  /// All elements in row-major order, converted to T. Both fetch what lives on another device.
  template <class T>
  std::vector<T> to_vector() const;
  /// Pointer to the first element. Throws DTypeError for another dtype, ShapeError for elements
  /// that do not lie one after the other, DeviceError for memory that the host cannot reach, and
  /// as item() and to_vector() for a symbolic tensor.
  template <class T>
  const T* data() const {
    return static_cast<const T*>(host_data(dtype_of<T>, false));
  }
  template <class T>
  T* mutable_data() {
    return static_cast<T*>(const_cast<void*>(host_data(dtype_of<T>, true)));
  }

  /// A view (integers, slices, ellipsis, newaxis, None) or a copy (integer and boolean tensors).
  /// Throws ValueError for an index that is out of bounds or one too many, ShapeError for a mask of
  /// another shape. What is not const can be assigned to: x[0] = 5.
  Tensor operator[](const Index& index) const;
  Tensor operator[](std::initializer_list<Index> indices) const;
  TensorItem operator[](const Index& index);
  TensorItem operator[](std::initializer_list<Index> indices);
  /// NumPy's x[indices] = value, with broadcasting and a cast to x's dtype. Changes the memory that
  /// other views share. Throws ValueError when gradients are being recorded through this tensor,
  /// and for a number that its dtype cannot hold.
  void set(std::initializer_list<Index> indices, const Tensor& value);
  void set(std::initializer_list<Index> indices, Scalar value);
  void set(const Index& index, const Tensor& value);
  void set(const Index& index, Scalar value);

  /// One length may be -1. A view when the elements allow it.
  Tensor reshape(const Shape& shape) const;
  /// x.reshape(-1), x.reshape(2, 3)
  template <PlainInteger... I>
  requires(sizeof...(I) > 0) Tensor reshape(I... lengths)
  const { return reshape(Shape{static_cast<int64_t>(lengths)...}); }
  /// All elements along one axis, in memory of their own, as in NumPy; ops::flatten gives a view.
  Tensor flatten() const;
  /// Converted elements, in memory of their own, as in NumPy.
  Tensor astype(DTypeLike dtype) const&;
  Tensor astype(DTypeLike dtype) &&;
  /// Converted elements; this tensor itself when it has that dtype.
  Tensor as_dtype(DType dtype) const&;
  Tensor as_dtype(DType dtype) &&;
  /// The same elements on that device; the same tensor when it lives there. On the meta device
  /// nothing is left but dtype and shape. Throws DeviceError for a symbolic tensor's elements.
  Tensor to(Device device) const;
  /// Axes reversed, or in the order given.
  Tensor transpose(const Axes& axes = {}) const;
  Tensor T() const { return transpose(); }
  /// Without all axes of length one, or without the given ones.
  Tensor squeeze(const Axes& axis = {}) const;
  Tensor expand_dims(int axis) const;
  /// The same elements in memory of their own, row-major.
  Tensor copy() const;
  /// This tensor when it is row-major already, else a copy.
  Tensor contiguous() const;
  /// The same elements, without the record of how they were computed.
  Tensor detach() const;

  // Templates lose against options: g++ takes {.axis = 1} for a list of axes too.
#define KERATIN_DECLARE_REDUCTION(name)                                          \
  Tensor name(const ReduceOptions& options = {}) const;                          \
  template <int = 0>                                                             \
  Tensor name(const Axes& axis, bool keepdims = false) const {                   \
    return name(ReduceOptions{axis, keepdims});                                  \
  }                                                                              \
  template <PlainInteger I>                                                      \
  Tensor name(std::initializer_list<I> axis, bool keepdims = false) const {      \
    return name(ReduceOptions{Axes(Shape(axis.begin(), axis.end())), keepdims}); \
  }
  KERATIN_REDUCTIONS(KERATIN_DECLARE_REDUCTION)
#undef KERATIN_DECLARE_REDUCTION
  /// Index of the extreme element (int32) in the flattened tensor, or along an axis.
  Tensor argmax(const ArgOptions& options = {}) const;
  Tensor argmin(const ArgOptions& options = {}) const;
  template <PlainInteger I>
  Tensor argmax(I axis, bool keepdims = false) const {
    return argmax(ArgOptions{static_cast<int>(axis), keepdims});
  }
  template <PlainInteger I>
  Tensor argmin(I axis, bool keepdims = false) const {
    return argmin(ArgOptions{static_cast<int>(axis), keepdims});
  }
  /// int32 indices that sort the axis, stable.
  Tensor argsort(int axis = -1) const;

  Tensor abs() const;
  /// min(max(x, x_min), x_max); None leaves a bound open.
  Tensor clip(std::optional<Scalar> x_min, std::optional<Scalar> x_max) const;
  Tensor round(int decimals = 0) const;
  /// The matrix product, with this tensor on the left.
  Tensor dot(const Tensor& other) const;

  /// Python's bool(x), int(x), float(x): if (x.any()) ..., double(loss). Throw ShapeError unless
  /// there is one element.
  explicit operator bool() const { return item<bool>(); }
  template <Arithmetic T>
  requires NotBool<T>
  explicit operator T() const { return item<T>(); }

  /// NumPy's str() and repr().
  std::string to_string() const;
  std::string repr() const;

  /// for (Tensor row : x): views along the first axis.
  class Iterator;
  Iterator begin() const;
  Iterator end() const;

  // For kernels, ops and the tape.
  View view() const;
  const Ref<Storage>& storage() const { return storage_; }
  int64_t offset() const { return offset_; }
  const Ref<RefCounted>& node() const { return node_; }
  void set_node(Ref<RefCounted> node) { node_ = std::move(node); }
  /// Whether nobody else can see this memory, so that an operation may reuse it.
  bool is_sole_owner() const {
    return storage_ && storage_->is_unique() && !storage_->is_borrowed() && !node_ &&
           !storage_->note();
  }

 private:
  const void* host_data(DType wanted, bool is_written) const;

  Ref<Storage> storage_;
  Ref<RefCounted> node_;
  int64_t offset_ = 0;
  Shape shape_;
  Strides strides_;
  DType dtype_ = DType::float32;
};

/// "float32 (32, 28, 28)", as errors write it; "nothing" for no tensor.
std::string describe(const Tensor& x);

class Tensor::Iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = Tensor;
  using difference_type = std::ptrdiff_t;
  using pointer = const Tensor*;
  using reference = Tensor;

  Iterator(const Tensor* tensor, int64_t at) : tensor_(tensor), at_(at) {}
  Tensor operator*() const { return (*tensor_)[Index(at_)]; }
  Iterator& operator++() {
    ++at_;
    return *this;
  }
  Iterator operator++(int) {
    const Iterator before = *this;
    ++at_;
    return before;
  }
  bool operator==(const Iterator& other) const { return at_ == other.at_; }

 private:
  const Tensor* tensor_;
  int64_t at_;
};

/// Where an operation on these tensors runs (device.h).
template <class... More>
Device common_device(const char* operation, const Tensor& a, const Tensor& b, const More&... more) {
  const Device device = common_device(operation, a.device(), b.device());
  if constexpr (sizeof...(more) == 0) {
    return device;
  } else {
    return common_device(operation, device, common_device(operation, b, more...));
  }
}

}  // namespace keratin

#include "keratin/tensor/tensor_item.h"  // IWYU pragma: keep
