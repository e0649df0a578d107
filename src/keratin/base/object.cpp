// What objects say of themselves.
#include "keratin/base/object.h"

#include <cxxabi.h>

#include <cstdlib>
#include <typeinfo>

#include "keratin/base/auto_name.h"
#include "keratin/base/error.h"
#include "keratin/base/registry.h"
#include "keratin/base/text.h"

namespace keratin {
namespace {
constexpr std::string_view kFunctionClass = "function";
}

std::string Object::to_string() const {
  const std::string place(module());
  return "<" + (place.empty() ? place : place + ".") + std::string(class_name()) + " object>";
}
std::string_view Object::class_name() const {
  // Demangled once for each class, and kept: the names of a program's classes are few.
  struct Name {
    const std::type_info* type;
    std::string text;
  };
  thread_local std::vector<std::unique_ptr<Name>> known;
  const std::type_info& type = typeid(*this);
  for (const auto& name : known) {
    if (*name->type == type) return name->text;
  }
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> demangled(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), std::free);
  std::string text = demangled ? demangled.get() : type.name();
  const size_t colon = text.substr(0, text.find('<')).rfind(':');
  if (colon != std::string::npos) text.erase(0, colon + 1);
  known.push_back(std::make_unique<Name>(Name{&type, std::move(text)}));
  return known.back()->text;
}

Config Object::get_config() const {
  throw_value_error(text(class_name(), " has no configuration, so it cannot be saved or copied"),
                    {}, "give it one: derive from LayerOf<Self, Options>, LossOf<...>, ...");
}

namespace {

Config without_auto_name(const Object& object) {
  Config config = object.get_config();
  const ConfigValue* name = config.find("name");
  if (name && name->is_string() && is_auto_name(name->as_string(), object.class_name())) {
    config.erase("name");
  }
  return config;
}

}  // namespace

bool operator==(const Object& a, const Object& b) {
  if (&a == &b) return true;
  if (typeid(a) != typeid(b)) return false;
  if (a.class_name() == kFunctionClass) {
    return !a.function_name().empty() && a.function_name() == b.function_name();
  }
  return without_auto_name(a) == without_auto_name(b);
}

Config function_record(std::string_view name) {
  return {{"module", "builtins"},
          {"class_name", kFunctionClass},
          {"config", name},
          {"registered_name", kFunctionClass}};
}

void throw_nameless_function(std::string_view family) {
  const bool has_vowel = std::string_view("aeiou").find(family.front()) != std::string_view::npos;
  throw_value_error(
      text(has_vowel ? "an " : "a ", family, " of your own has no name, so it cannot be saved"), {},
      text("register it: register_keras_serializable<Base>(\"package\", \"name\", function)"));
}

Config serialize(const Object& object) {
  if (!object.function_name().empty()) return function_record(object.function_name());
  const std::string_view module = object.module();
  Config record;
  record.set("module", module.empty() ? ConfigValue() : ConfigValue(module));
  record.set("class_name", object.class_name());
  record.set("config", object.get_config());
  record.set("registered_name",
             module.empty() ? ConfigValue(registered_name_of(object)) : ConfigValue());
  return record;
}

}  // namespace keratin
