#include "keratin/tensor/tensor.h"

#include <array>
#include <limits>
#include <new>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/tensor/fits_internal.h"
#include "keratin/tensor/host_watch_internal.h"

namespace keratin {

constinit thread_local HostWatch* HostWatch::current_ = nullptr;

namespace {

size_t bytes_for(const Shape& shape, DType dtype) {
  const auto size = static_cast<size_t>(shape.size());
  if (size > std::numeric_limits<size_t>::max() / 2 / itemsize_of(dtype)) {
    throw_shape_error(text("a tensor of shape ", shape, " does not fit into memory"));
  }
  return size * itemsize_of(dtype);
}

template <class T>
auto as_number(T value) {
  if constexpr (std::integral<T>) {
    return value;
  } else {
    return static_cast<double>(value);
  }
}

template <class To, class From>
To converted(From value) {
  if constexpr (std::same_as<To, bool>) {
    return static_cast<float>(value) != 0;
  } else if constexpr (std::integral<To>) {
    if (!fits<To>(value)) {
      throw_value_error(
          text("the element ", as_number(value), " is out of bounds for ", name_of(dtype_of<To>)));
    }
    return static_cast<To>(value);
  } else if constexpr (std::same_as<From, Float16> || std::same_as<From, BFloat16>) {
    return static_cast<To>(static_cast<float>(value));
  } else {
    return static_cast<To>(value);
  }
}

// Calls f(offset) for each element in row-major order.
template <class F>
void for_each_offset(const Shape& shape, const Strides& strides, F&& f) {
  const int64_t size = shape.size();
  std::array<int64_t, kMaxRank> at{};
  int64_t offset = 0;
  for (int64_t done = 0; done < size; ++done) {
    f(offset);
    for (int axis = shape.rank() - 1; axis >= 0; --axis) {
      auto& i = at[static_cast<size_t>(axis)];
      offset += strides[axis];
      if (++i < shape[axis]) break;
      offset -= strides[axis] * shape[axis];
      i = 0;
    }
  }
}

Ref<Storage> allocated(const Shape& shape, DType dtype, Device device) {
  const size_t bytes = bytes_for(shape, dtype);
  try {
    return Ref<Storage>(new Storage(bytes, device));
  } catch (const std::bad_alloc&) {
    throw_memory_error(text("unable to allocate ", readable_size(static_cast<double>(bytes)),
                            " for a tensor of shape ", shape, " and dtype ", name_of(dtype)));
  }
}

[[noreturn]] void throw_empty() {
  throw_value_error("an empty tensor was used: nothing was assigned to it", {},
                    "a default Tensor holds nothing; assign one first, such as zeros({2, 3})");
}

void require_values(const Tensor& x) {
  if (!x.is_symbolic()) return;
  throw_device_error("a symbolic tensor has no values",
                     {{"tensor", text(name_of(x.dtype()), " ", x.shape())}},
                     "it stands for data that are there when the model runs");
}

Tensor on_host(const Tensor& x) {
  require_values(x);
  return x.detach().to({});
}

}  // namespace

Tensor::Tensor(const Shape& shape, DType dtype, Device device)
    : storage_(allocated(shape, dtype, device)),
      shape_(shape),
      strides_(row_major_strides(shape)),
      dtype_(dtype) {}

Tensor::Tensor(Ref<Storage> storage, int64_t offset, const Shape& shape, const Strides& strides,
               DType dtype)
    : storage_(std::move(storage)),
      offset_(offset),
      shape_(shape),
      strides_(strides),
      dtype_(dtype) {}

int64_t Tensor::len() const {
  if (ndim() == 0) throw_shape_error("len() of a tensor without axes");
  return shape_[0];
}

Device Tensor::device() const {
  if (!storage_) throw_empty();
  return storage_->device();
}

View Tensor::view() const {
  if (!storage_) throw_empty();
  HostWatch::tell_view(*this);
  auto* bytes = static_cast<unsigned char*>(storage_->data());
  if (bytes) bytes += offset_ * static_cast<int64_t>(itemsize());  // no memory, no place in it
  return {bytes, dtype_, shape_, strides_};
}

Tensor Tensor::detach() const {
  Tensor result = *this;
  result.node_ = {};
  return result;
}

const void* Tensor::host_data(DType wanted, bool is_written) const {
  if (wanted != dtype_) {
    throw_dtype_error(text("the elements are ", name_of(dtype_), ", not ", name_of(wanted)), {},
                      text("convert with .astype(", name_of(wanted), ") first"));
  }
  if (!is_contiguous()) {
    throw_shape_error(
        text("the elements of this view of shape ", shape_, " do not lie one after the other"), {},
        "take .contiguous() first");
  }
  require_values(*this);
  if (device() != Device{}) {
    throw_device_error(text("the elements of a tensor on ", device(), " are not in host memory"),
                       {}, "fetch them with .to({})");
  }
  is_written ? HostWatch::tell_write(*this) : HostWatch::tell_read(*this);
  if (is_written) storage_->count_write();
  return view().data;
}

template <class T>
T Tensor::item() const {
  if (size() != 1) {
    throw_shape_error(text("item() needs a tensor with one element, received shape ", shape_));
  }
  if (device() != Device{}) return on_host(*this).item<T>();
  HostWatch::tell_read(*this);
  return visit_dtype(dtype_, [&](auto tag) {
    using From = decltype(tag);
    return converted<T>(*static_cast<const From*>(view().data));
  });
}

template <class T>
std::vector<T> Tensor::to_vector() const {
  if (device() != Device{}) return on_host(*this).to_vector<T>();
  HostWatch::tell_read(*this);
  std::vector<T> result;
  result.reserve(static_cast<size_t>(size()));
  visit_dtype(dtype_, [&](auto tag) {
    using From = decltype(tag);
    const auto* data = static_cast<const From*>(view().data);
    for_each_offset(shape_, strides_,
                    [&](int64_t offset) { result.push_back(converted<T>(data[offset])); });
  });
  return result;
}

#define KERATIN_ELEMENT(T)            \
  template T Tensor::item<T>() const; \
  template std::vector<T> Tensor::to_vector<T>() const;
KERATIN_ELEMENT(bool)
KERATIN_ELEMENT(uint8_t)
KERATIN_ELEMENT(int8_t)
KERATIN_ELEMENT(uint16_t)
KERATIN_ELEMENT(int16_t)
KERATIN_ELEMENT(uint32_t)
KERATIN_ELEMENT(int32_t)
KERATIN_ELEMENT(uint64_t)
KERATIN_ELEMENT(int64_t)
KERATIN_ELEMENT(unsigned long long)
KERATIN_ELEMENT(long long)
KERATIN_ELEMENT(float)
KERATIN_ELEMENT(double)
#undef KERATIN_ELEMENT

std::string describe(const Tensor& x) {
  return x.defined() ? text(name_of(x.dtype()), " ", x.shape()) : "nothing";
}

Tensor::Iterator Tensor::begin() const { return {this, 0}; }
Tensor::Iterator Tensor::end() const { return {this, len()}; }

}  // namespace keratin
