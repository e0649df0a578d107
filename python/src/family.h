// What the classes of a family have in common: made by name and configuration through the
// library's registry.
#pragma once
#include "convert.h"
#include "keratin/base/registry.h"

namespace keratin::python {

/// "package>Name" of a class of Python's, or its name.
std::string registered_name_of_class(nb::handle type);

/// The names of all classes of a family.
template <class Base>
nb::list class_names() {
  nb::list names;
  for (const RegistryEntry<Base>& entry : Base::registry()) {
    names.append(nb::str(entry.class_name.data(), entry.class_name.size()));
  }
  return names;
}

template <class Base>
std::shared_ptr<Base> made(const std::string& class_name, nb::handle config) {
  const RegistryEntry<Base>* entry = find_class<Base>(class_name);
  if (!entry) throw_unknown_class(Base::family, ObjectRecord{class_name, {}, {}});
  return entry->from_config(config_of(config));
}

/// The object that a name, a record or an object of Python's stands for; null for None. Functions
/// and classes written in Python become objects of the library that ask them.
template <class Base>
std::shared_ptr<Base> part_of(nb::handle x);

template <class Base, class More = AnyHandle>
auto bind_family(nb::module_& m, const char* name) {
  using H = Handle<Base>;
  m.def((std::string("classes_of_") + name).c_str(), class_names<Base>);
  nb::class_<H, AnyHandle> c(m, name, nb::is_weak_referenceable());
  c.def("__init__", [](H* self) { new (self) H(); });
  c.def("_make", [](H& self, const std::string& class_name, nb::handle config) {
    self.it = made<Base>(class_name, config);
  });
  c.def("_adopt", [](H& self, const H& other) { self.it = other.it; });
  c.def_prop_ro("_is_made", [](const H& self) { return self.it != nullptr; });
  c.def_prop_ro("_class_name", [](const H& self) { return std::string(self.get().class_name()); });
  c.def("_config", [](const H& self) { return dict_of(self.get().get_config()); });
  c.def("_record", [](const H& self) { return dict_of(serialize(self.get())); });
  c.def("_text", [](const H& self) { return self.get().to_string(); });
  return c;
}

template <class Base>
nb::object wrapped(const char* wrap, std::shared_ptr<Base> it) {
  if (!it) return nb::none();
  Handle<Base> handle;
  handle.it = std::move(it);
  return from_package(wrap)(nb::cast(handle));
}

}  // namespace keratin::python
