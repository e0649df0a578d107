// What all files of the module share: handles on the library's objects, and the ways between
// Python's values and the library's.
#pragma once
#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "keratin/base/config.h"
#include "keratin/base/object.h"
#include "keratin/callbacks/logs.h"
#include "keratin/tensor/tensors.h"

namespace nb = nanobind;

// Where a function of the module takes any object, None is one of them.
template <>
struct nanobind::detail::has_arg_defaults<nanobind::handle> : std::true_type {};

namespace keratin::python {

/// What a Python object of one of the library's classes holds. A class written in Python, whose
/// object the library asks back, holds nothing.
struct AnyHandle {
  AnyHandle() = default;
  AnyHandle(const AnyHandle&) = default;
  AnyHandle& operator=(const AnyHandle&) = default;
  virtual ~AnyHandle() = default;
  /// Null for a class written in Python.
  virtual const Object* object() const { return nullptr; }
};
template <class T>
struct Handle : AnyHandle {
  std::shared_ptr<T> it;

  const Object* object() const override { return it.get(); }
  /// Throws ValueError where an __init__ of Python's did not call the one of its base.
  T& get() const {
    if (!it) throw_without_object();
    return *it;
  }

 private:
  [[noreturn]] static void throw_without_object();
};
[[noreturn]] void throw_uninitialised();
template <class T>
void Handle<T>::throw_without_object() {
  throw_uninitialised();
}

// --- tensors and arrays ---

/// A tensor of what NumPy would make an array of; arrays lend their memory, others are copied.
/// Tensors and variables are taken as they are.
Tensor tensor_of(nb::handle x);
/// One tensor, or those of a list or tuple.
Tensors tensors_of(nb::handle x);
/// A NumPy array that looks into the tensor's memory.
nb::object array_of(const Tensor& x, bool is_writable = true);
/// Whether it holds tensors: something that ops take, and not a name or a number.
bool is_tensor_like(nb::handle x);
/// The tensor itself for one, a tuple or list for several.
nb::object object_of(const Tensors& all, bool as_list);
nb::list arrays_of(const std::vector<Tensor>& list);
std::vector<Tensor> tensor_list_of(nb::handle list);

/// What Python takes for an index: an int, or NumPy's. Throws TypeError, naming `what`, for others,
/// a float that has no fraction among them.
int64_t whole_number(nb::handle x, const char* what);
Shape shape_of(nb::handle x);
nb::tuple tuple_of(const Shape& shape);
/// A name, one of NumPy's dtypes or classes; nothing for None.
std::optional<DType> dtype_of_object(nb::handle x);

// --- configurations ---

ConfigValue value_of(nb::handle x);
Config config_of(nb::handle dict);
nb::object object_of(const ConfigValue& value);
nb::dict dict_of(const Config& config);
nb::dict dict_of(const Logs& logs);

/// One attribute of the Python part of the package: keratin._base.NAME.
nb::object from_package(const char* name);

/// An object of Python's that is kept by the library and let go of with the lock held.
class Kept {
 public:
  explicit Kept(nb::object object) : object_(std::move(object)) {}
  ~Kept();
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;
  const nb::object& operator*() const { return object_; }
  const nb::object* operator->() const { return &object_; }

 private:
  nb::object object_;
};
std::shared_ptr<const Kept> keep(nb::handle object);

// --- the parts of the module ---

void bind_tensors(nb::module_& m);
void bind_parts(nb::module_& m);
void bind_layers(nb::module_& m);
void bind_models(nb::module_& m);
void bind_callbacks(nb::module_& m);
void bind_ops(nb::module_& m);
void bind_library(nb::module_& m);

}  // namespace keratin::python
