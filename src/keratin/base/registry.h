// From the name of a class to an object: the closed table of each family, and the classes of the
// user's. Nothing else that stands in a file can make an object.
#pragma once
#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <typeinfo>
#include <vector>

#include "keratin/base/choice.h"
#include "keratin/base/fields.h"
#include "keratin/base/object.h"

namespace keratin {

/// One class of a family: Base::registry() is a table of these.
template <class Base>
struct RegistryEntry {
  std::string_view class_name;
  std::shared_ptr<Base> (*from_config)(const Config&);
};
template <class T>
constexpr auto registry_entry() {
  return RegistryEntry<typename T::Family>{fields::type_name<T>(), &T::from_config};
}

/// A class of the user's that files may name.
struct CustomClass {
  std::string registered_name;  // "package>Name"
  std::string class_name;
  const std::type_info* type = nullptr;
  std::string_view family;
  std::shared_ptr<Object> (*from_config)(const Config&) = nullptr;
};

/// T as an entry of `custom_objects`, under its own name or another one.
template <class T>
CustomClass custom_class(std::string_view name = fields::type_name<T>()) {
  return {std::string(name), std::string(name), &typeid(T), T::Family::family,
          [](const Config& config) -> std::shared_ptr<Object> { return T::from_config(config); }};
}

/// Adds a class that loading may make from now on. Throws ValueError when another class has the
/// name already.
void register_custom_class(CustomClass custom);
/// From a registered name or a class name; null when there is none. Those of the innermost
/// CustomObjectScope come first.
const CustomClass* find_custom_class(std::string_view family, std::string_view name);
/// The name under which the class of that object was registered, or its class name.
std::string registered_name_of(const Object& object);

/// Lets files name these classes while it lives, in this thread: keras.saving.custom_object_scope.
class CustomObjectScope {
 public:
  explicit CustomObjectScope(std::vector<CustomClass> classes);
  ~CustomObjectScope();
  CustomObjectScope(const CustomObjectScope&) = delete;
  CustomObjectScope& operator=(const CustomObjectScope&) = delete;
  const std::vector<CustomClass>& classes() const { return classes_; }
  const CustomObjectScope* outer() const { return outer_; }

 private:
  std::vector<CustomClass> classes_;
  const CustomObjectScope* outer_;
};

/// Makes T known to loading as "package>Name": keras.saving.register_keras_serializable.
template <class T>
void register_keras_serializable(std::string_view package = "Custom",
                                 std::string_view name = fields::type_name<T>()) {
  CustomClass custom = custom_class<T>(name);
  custom.registered_name = std::string(package) + ">" + std::string(name);
  register_custom_class(std::move(custom));
}
namespace saving {
using keratin::CustomObjectScope, keratin::custom_class, keratin::register_keras_serializable;
}

/// "class_name", "registered_name" and "config" of a record, checked. Throws ValueError for what is
/// no record, and for the classes that hold Python code.
struct ObjectRecord {
  std::string class_name;
  std::string registered_name;
  Config config;
};
ObjectRecord object_record(std::string_view family, const Config& record);
[[noreturn]] void throw_unknown_class(std::string_view family, const ObjectRecord& record);

/// The class that `name` is, of the family's own; null when it has none of that name.
template <class Base>
const RegistryEntry<Base>* find_class(std::string_view name) {
  const std::string_view canonical = canonical_name<Base>(name);
  for (const RegistryEntry<Base>& entry : Base::registry()) {
    if (entry.class_name == (canonical.empty() ? name : canonical)) return &entry;
  }
  return nullptr;
}

/// A new object with default arguments; null for a name that is none of the family's classes.
template <class Base>
std::shared_ptr<Base> make_named(std::string_view name) {
  if (const CustomClass* custom = find_custom_class(Base::family, name)) {
    return std::dynamic_pointer_cast<Base>(custom->from_config({}));
  }
  const RegistryEntry<Base>* entry = find_class<Base>(name);
  return entry ? entry->from_config({}) : nullptr;
}

/// The object of a record that serialize() or Keras wrote, or of a name; null for None. Throws
/// ValueError for an unknown class and for arguments that do not fit.
template <class Base>
std::shared_ptr<Base> deserialize(const ConfigValue& value) {
  if (value.is_none()) return nullptr;
  if (value.is_string()) return Base::get(value.as_string());
  const ObjectRecord record = object_record(Base::family, value.as_config());
  const bool is_registered = !record.registered_name.empty();
  const CustomClass* custom =
      is_registered ? find_custom_class(Base::family, record.registered_name) : nullptr;
  if (!custom) custom = find_custom_class(Base::family, record.class_name);
  if (custom) return std::dynamic_pointer_cast<Base>(custom->from_config(record.config));
  const RegistryEntry<Base>* entry = find_class<Base>(record.class_name);
  if (!entry) throw_unknown_class(Base::family, record);
  return entry->from_config(record.config);
}

}  // namespace keratin
