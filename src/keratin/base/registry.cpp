// The classes of the user's, and the records that name a class.
#include "keratin/base/registry.h"

#include <deque>
#include <mutex>

#include "keratin/base/error.h"
#include "keratin/base/registered_class_internal.h"
#include "keratin/base/text.h"

namespace keratin {
namespace {

struct CustomFunction {
  std::string_view family;
  std::string registered_name;
  std::shared_ptr<Object> object;
};

struct CustomClasses {
  std::mutex mutex;
  std::deque<CustomClass> list;  // entries stay where they are
  std::vector<CustomFunction> functions;
};
CustomClasses& custom_classes() {
  static CustomClasses classes;
  return classes;
}

thread_local const CustomObjectScope* innermost_scope = nullptr;

bool is_called(const CustomClass& custom, std::string_view family, std::string_view name) {
  return custom.family == family && (custom.registered_name == name || custom.class_name == name);
}

/// Classes whose configuration is Python code, or a file of another framework.
constexpr std::string_view kRefused[] = {"__lambda__", "TFSMLayer", "TorchModuleWrapper",
                                         "JaxLayer",   "FlaxLayer", "StableHLOLayer"};

}  // namespace

void register_custom_class(CustomClass custom) {
  CustomClasses& classes = custom_classes();
  const std::lock_guard lock(classes.mutex);
  for (const CustomClass& known : classes.list) {
    if (known.family != custom.family || known.registered_name != custom.registered_name) continue;
    if (*known.type == *custom.type) return;
    throw_value_error(text("'", custom.registered_name, "' is registered for another class"));
  }
  classes.list.push_back(std::move(custom));
}

const CustomClass* find_custom_class(std::string_view family, std::string_view name) {
  for (const CustomObjectScope* scope = innermost_scope; scope; scope = scope->outer()) {
    for (const CustomClass& custom : scope->classes()) {
      if (is_called(custom, family, name)) return &custom;
    }
  }
  CustomClasses& classes = custom_classes();
  const std::lock_guard lock(classes.mutex);
  for (const CustomClass& custom : classes.list) {
    if (is_called(custom, family, name)) return &custom;
  }
  return nullptr;
}

void register_custom_function(std::string_view family, std::string registered_name,
                              std::shared_ptr<Object> object) {
  CustomClasses& classes = custom_classes();
  const std::lock_guard lock(classes.mutex);
  for (const CustomFunction& known : classes.functions) {
    if (known.family != family || known.registered_name != registered_name) continue;
    throw_value_error(text("'", registered_name, "' is registered for another function"));
  }
  classes.functions.push_back({family, std::move(registered_name), std::move(object)});
}

std::shared_ptr<Object> find_custom_function(std::string_view family, std::string_view name) {
  CustomClasses& classes = custom_classes();
  const std::lock_guard lock(classes.mutex);
  for (const CustomFunction& known : classes.functions) {
    const std::string_view full = known.registered_name;
    const bool is_it = full == name || full.substr(full.find('>') + 1) == name;
    if (known.family == family && is_it) return known.object;
  }
  return nullptr;
}

std::string function_in(const Config& record) {
  const ConfigValue* class_name = record.find("class_name");
  if (!class_name || !class_name->is_string() || class_name->as_string() != "function") return {};
  const ConfigValue* name = record.find("config");
  return name && name->is_string() ? name->as_string() : std::string();
}

std::string registered_name_of(const Object& object) {
  if (const auto* own = dynamic_cast<const KnowsRegisteredName*>(&object)) {
    return own->registered_name();
  }
  CustomClasses& classes = custom_classes();
  const std::lock_guard lock(classes.mutex);
  for (const CustomClass& custom : classes.list) {
    if (*custom.type == typeid(object)) return custom.registered_name;
  }
  return std::string(object.class_name());
}

CustomObjectScope::CustomObjectScope(std::vector<CustomClass> classes)
    : classes_(std::move(classes)), outer_(innermost_scope) {
  innermost_scope = this;
}
CustomObjectScope::~CustomObjectScope() { innermost_scope = outer_; }

ObjectRecord object_record(std::string_view family, const Config& record) {
  const ConfigValue* name = record.find("class_name");
  if (!name || !name->is_string()) {
    throw_value_error(text("expected a ", family, ": an object with \"class_name\" and \"config\""),
                      {{"received", record.to_string().substr(0, 80)}});
  }
  ObjectRecord result{name->as_string(), {}, {}};
  for (const std::string_view refused : kRefused) {
    if (result.class_name != refused) continue;
    throw_value_error(text("'", refused, "' holds code of another language, which is never run"),
                      {}, "replace it by a layer, or by a class of your own that is registered");
  }
  const ConfigValue* registered = record.find("registered_name");
  if (registered && registered->is_string()) result.registered_name = registered->as_string();
  const ConfigValue* config = record.find("config");
  if (config && config->is_config()) {
    result.config = config->as_config();
  } else if (config && !config->is_none()) {
    throw_value_error(text("the config of ", result.class_name, " is no object"),
                      {{"received", config->to_string().substr(0, 80)}});
  }
  return result;
}

void throw_unknown_class(std::string_view family, const ObjectRecord& record) {
  throw_value_error(
      text("unknown ", family, " class '",
           record.registered_name.empty() ? record.class_name : record.registered_name, "'"),
      {},
      text("a class of yours: register_keras_serializable<", record.class_name,
           ">(\"package\"), or custom_objects"));
}

}  // namespace keratin
