// NumPy's arrays as tensors and back, without copies where the memory allows it.
#include <nanobind/ndarray.h>

#include "convert.h"
#include "keratin/autodiff/variable.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/node.h"
#include "keratin/tensor/creation.h"

namespace keratin::python {
namespace {

using Array = nb::ndarray<nb::ro, nb::c_contig, nb::device::cpu>;

[[noreturn]] void throw_dtype(nb::handle array) {
  throw_dtype_error("no tensor holds elements of this kind",
                    {{"received", nb::cast<std::string>(array.attr("dtype").attr("str"))}},
                    "bool, integers of up to 64 bits, float16, float32 and float64 are known");
}

DType dtype_from(const nb::dlpack::dtype& dtype, nb::handle array) {
  using Code = nb::dlpack::dtype_code;
  const auto code = static_cast<Code>(dtype.code);
  const auto chosen = [&](DType of_8, DType of_16, DType of_32, DType of_64) {
    switch (dtype.bits) {
      case 8: return of_8;
      case 16: return of_16;
      case 32: return of_32;
      case 64: return of_64;
      default: throw_dtype(array);
    }
  };
  if (code == Code::Bool) return bool_;
  if (code == Code::UInt) return chosen(uint8, uint16, uint32, uint64);
  if (code == Code::Int) return chosen(int8, int16, int32, int64);
  if (code == Code::Float && dtype.bits != 8) return chosen(float32, float16, float32, float64);
  throw_dtype(array);
}

nb::dlpack::dtype dtype_to(DType dtype) {
  return visit_dtype(dtype, [](auto tag) -> nb::dlpack::dtype {
    using T = decltype(tag);
    if constexpr (std::is_same_v<T, Float16>) {
      return {static_cast<uint8_t>(nb::dlpack::dtype_code::Float), 16, 1};
    } else if constexpr (std::is_same_v<T, BFloat16>) {
      return nb::dtype<uint16_t>();  // NumPy has none: the caller gives the bits their name
    } else {
      return nb::dtype<T>();
    }
  });
}

/// NumPy's array of x, with elements that lie one after the other in the processor's order.
nb::object plain_array(nb::handle x) {
  const nb::module_ numpy = nb::module_::import_("numpy");
  nb::object array = numpy.attr("asarray")(x);
  nb::object dtype = array.attr("dtype");
  if (nb::cast<std::string>(dtype.attr("kind")) == "O" ||
      nb::cast<std::string>(dtype.attr("kind")) == "U") {
    throw_dtype(array);
  }
  if (!nb::cast<bool>(dtype.attr("isnative"))) {
    array = array.attr("astype")(dtype.attr("newbyteorder")("="));
  }
  const nb::object flags = array.attr("flags");
  const bool is_plain =
      nb::cast<bool>(flags.attr("c_contiguous")) && nb::cast<bool>(flags.attr("aligned"));
  return is_plain ? array : array.attr("copy")("C");
}

/// The tensor of an array: a look into its memory, which lives as long as the tensor.
Tensor tensor_of_array(nb::handle x) {
  nb::object array = plain_array(x);
  const bool is_bfloat16 = nb::cast<std::string>(array.attr("dtype").attr("name")) == "bfloat16";
  if (is_bfloat16) array = array.attr("view")("uint16");
  const auto view = nb::cast<Array>(array);
  Shape shape;
  for (size_t i = 0; i < view.ndim(); ++i) shape.push_back(static_cast<int64_t>(view.shape(i)));
  const DType dtype = is_bfloat16 ? bfloat16 : dtype_from(view.dtype(), array);
  if (shape.size() == 0) return Tensor(shape, dtype);
  if (view.ndim() == 0) return tensor_from_memory(view.data(), 1, dtype, shape);
  auto* kept = new Array(view);
  try {
    return borrow(const_cast<void*>(static_cast<const void*>(view.data())), shape, dtype, [kept] {
      const nb::gil_scoped_acquire lock;
      delete kept;
    });
  } catch (...) {
    delete kept;
    throw;
  }
}

/// As Keras takes Python's own numbers: whole ones int32, others float32.
Tensor tensor_of_list(nb::handle x) {
  const auto list = nb::cast<nb::sequence>(x);
  const size_t count = nb::len(list);
  for (size_t i = 0; i < count; ++i) {
    if (!nb::isinstance<Tensor>(list[i]) && !nb::isinstance<Variable>(list[i])) continue;
    const nb::object stack = from_package("stack");
    return nb::cast<Tensor>(stack(x));
  }
  Tensor made = tensor_of_array(x);
  const nb::object first = count ? nb::borrow(list[0]) : nb::none();
  if (nb::hasattr(first, "dtype")) return made;  // of NumPy's numbers and arrays
  if (made.dtype() == float64) return made.as_dtype(float32);
  if (made.dtype() != int64) return made;
  const Tensor narrow = made.as_dtype(int32);
  return nb::cast<bool>(
             nb::module_::import_("numpy").attr("array_equal")(array_of(narrow), array_of(made)))
             ? narrow
             : made;
}

}  // namespace

Tensor tensor_of(nb::handle x) {
  if (nb::isinstance<Tensor>(x)) return nb::cast<Tensor>(x);
  if (nb::isinstance<Variable>(x)) return nb::cast<Variable>(x).value();
  if (nb::isinstance<nb::bool_>(x)) return full({}, nb::cast<bool>(x));
  if (nb::isinstance<nb::int_>(x)) return full({}, nb::cast<int64_t>(x));
  if (nb::isinstance<nb::float_>(x)) return full({}, nb::cast<double>(x));
  if (nb::isinstance<nb::list>(x) || nb::isinstance<nb::tuple>(x)) return tensor_of_list(x);
  if (x.is_none() || nb::isinstance<nb::str>(x)) {
    throw_dtype_error("expected a tensor or an array",
                      {{"received", nb::cast<std::string>(nb::repr(x))}});
  }
  return tensor_of_array(x);
}

Tensors tensors_of(nb::handle x) {
  if (!nb::isinstance<nb::list>(x) && !nb::isinstance<nb::tuple>(x)) return tensor_of(x);
  Tensors all;
  for (const nb::handle one : nb::cast<nb::sequence>(x)) all.push_back(tensor_of(one));
  return all;
}

nb::object array_of(const Tensor& x, bool is_writable) {
  if (is_symbolic(x)) {
    throw_value_error("a symbolic tensor stands for values to come: it has no elements",
                      {{"received", describe(x)}});
  }
  const Tensor host = (x.device() == Device{} ? x : x.to({})).detach().contiguous();
  auto* owner = new Tensor(host);
  nb::capsule keeper(owner, [](void* p) noexcept { delete static_cast<Tensor*>(p); });
  std::vector<size_t> shape(owner->shape().begin(), owner->shape().end());
  void* data = visit_dtype(owner->dtype(), [&](auto tag) -> void* {
    return const_cast<decltype(tag)*>(owner->data<decltype(tag)>());
  });
  nb::object array = nb::cast(nb::ndarray<nb::numpy>(data, shape.size(), shape.data(), keeper,
                                                     nullptr, dtype_to(owner->dtype())),
                              nb::rv_policy::reference);
  if (owner->dtype() == bfloat16) array = from_package("as_bfloat16")(array);
  if (!is_writable) array.attr("setflags")(nb::arg("write") = false);
  return array;
}

bool is_tensor_like(nb::handle x) {
  if (nb::isinstance<Tensor>(x) || nb::isinstance<Variable>(x)) return true;
  return nb::hasattr(x, "__array__") && nb::hasattr(x, "shape");
}

nb::object object_of(const Tensors& all, bool as_list) {
  if (all.size() == 1) return nb::cast(all[0]);
  nb::list list;
  for (const Tensor& one : all) list.append(nb::cast(one));
  return as_list ? nb::object(list) : nb::object(nb::tuple(list));
}

nb::list arrays_of(const std::vector<Tensor>& list) {
  nb::list result;
  for (const Tensor& one : list) result.append(array_of(one));
  return result;
}

std::vector<Tensor> tensor_list_of(nb::handle list) {
  std::vector<Tensor> result;
  for (const nb::handle one : list) result.push_back(tensor_of(one));
  return result;
}

int64_t whole_number(nb::handle x, const char* what) {
  if (PyIndex_Check(x.ptr())) return nb::cast<int64_t>(nb::steal(PyNumber_Index(x.ptr())));
  throw_dtype_error(text(what, " must be a whole number"),
                    {{"received", nb::cast<std::string>(nb::repr(x))}});
}

Shape shape_of(nb::handle x) {
  Shape shape;
  if (nb::isinstance<nb::int_>(x)) {
    shape.push_back(nb::cast<int64_t>(x));
    return shape;
  }
  for (const nb::handle one : nb::iter(x)) {
    shape.push_back(one.is_none() ? Length(None) : Length(whole_number(one, "a length")));
  }
  return shape;
}

nb::tuple tuple_of(const Shape& shape) {
  nb::list list;
  for (const int64_t length : shape) {
    list.append(length == kNone ? nb::none() : nb::object(nb::int_(length)));
  }
  return nb::tuple(list);
}

std::optional<DType> dtype_of_object(nb::handle x) {
  if (x.is_none()) return {};
  if (nb::isinstance<nb::str>(x)) return dtype_named(nb::cast<std::string>(x));
  const nb::object dtype = nb::module_::import_("numpy").attr("dtype")(x);
  return dtype_named(nb::cast<std::string>(dtype.attr("name")));
}

}  // namespace keratin::python
