// What objects say of themselves.
#include "keratin/base/object.h"

#include <cxxabi.h>

#include <cstdlib>
#include <typeinfo>

#include "keratin/base/error.h"
#include "keratin/base/registry.h"
#include "keratin/base/text.h"

namespace keratin {

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

bool operator==(const Object& a, const Object& b) {
  return typeid(a) == typeid(b) && a.get_config() == b.get_config();
}

Config serialize(const Object& object) {
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
