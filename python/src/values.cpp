// Python's values as configurations and back.
#include "convert.h"
#include "keratin/autodiff/variable.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::python {

void throw_uninitialised() {
  throw_value_error("the object holds nothing of the library yet", {},
                    "call super().__init__() in your __init__");
}

Kept::~Kept() {
  if (!Py_IsInitialized()) {
    object_.release();
    return;
  }
  const nb::gil_scoped_acquire lock;
  object_.reset();
}

std::shared_ptr<const Kept> keep(nb::handle object) {
  return std::make_shared<const Kept>(nb::borrow(object));
}

nb::object from_package(const char* name) {
  return nb::module_::import_("keratin._base").attr(name);
}

namespace {

ConfigValue value_of_number(nb::handle x) {
  if (nb::hasattr(x, "__index__")) return nb::cast<int64_t>(nb::int_(x));
  return nb::cast<double>(nb::float_(x));
}

ConfigValue::List list_of(nb::handle x) {
  ConfigValue::List list;
  for (const nb::handle one : nb::iter(x)) list.push_back(value_of(one));
  return list;
}

}  // namespace

ConfigValue value_of(nb::handle x) {
  if (x.is_none()) return {};
  if (nb::isinstance<nb::bool_>(x)) return nb::cast<bool>(x);
  if (nb::isinstance<nb::int_>(x)) return nb::cast<int64_t>(x);
  if (nb::isinstance<nb::float_>(x)) return nb::cast<double>(x);
  if (nb::isinstance<nb::str>(x)) return nb::cast<std::string>(x);
  if (nb::isinstance<nb::dict>(x)) return config_of(x);
  if (nb::isinstance<nb::list>(x) || nb::isinstance<nb::tuple>(x)) return list_of(x);
  if (nb::isinstance<AnyHandle>(x)) {
    if (const Object* object = nb::cast<const AnyHandle&>(x).object()) return serialize(*object);
    return value_of(from_package("record_of")(x));
  }
  if (nb::isinstance<Tensor>(x) || nb::isinstance<Variable>(x)) {
    return value_of(array_of(tensor_of(x)).attr("tolist")());
  }
  if (nb::hasattr(x, "tolist")) return value_of(x.attr("tolist")());  // NumPy's
  if (PyNumber_Check(x.ptr())) return value_of_number(x);
  if (PyIter_Check(x.ptr()) || nb::hasattr(x, "__len__")) return list_of(x);
  throw_dtype_error("no configuration holds such a value",
                    {{"received", nb::cast<std::string>(nb::repr(x))}});
}

Config config_of(nb::handle dict) {
  std::vector<Config::Item> items;
  for (const auto& [name, value] : nb::cast<nb::dict>(dict)) {
    items.emplace_back(nb::cast<std::string>(nb::str(name)), value_of(value));
  }
  return Config::of(std::move(items));
}

nb::object object_of(const ConfigValue& value) {
  if (value.is_none()) return nb::none();
  if (value.is_bool()) return nb::bool_(value.as_bool());
  if (value.is_integer()) return nb::int_(value.as_integer());
  if (value.is_number()) return nb::float_(value.as_number());
  if (value.is_string()) return nb::str(value.as_string().c_str(), value.as_string().size());
  if (value.is_config()) return dict_of(value.as_config());
  nb::list list;
  for (const ConfigValue& one : value.as_list()) list.append(object_of(one));
  return list;
}

nb::dict dict_of(const Config& config) {
  nb::dict dict;
  for (const auto& [name, value] : config) dict[name.c_str()] = object_of(value);
  return dict;
}

nb::dict dict_of(const Logs& logs) {
  nb::dict dict;
  for (const auto& [name, value] : logs) dict[name.c_str()] = nb::float_(value);
  return dict;
}

}  // namespace keratin::python
