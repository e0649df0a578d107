// How the members of options structs stand in a configuration: one overload a kind of member.
// Types of other folders (Shape, DTypePolicy, LearningRate, ...) have theirs beside them.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "keratin/base/choice.h"
#include "keratin/base/config.h"
#include "keratin/base/registry.h"

namespace keratin {

inline ConfigValue to_value(bool x) { return x; }
inline ConfigValue to_value(PlainInteger auto x) { return x; }
inline ConfigValue to_value(double x) { return x; }
inline ConfigValue to_value(const std::string& x) { return x; }
inline ConfigValue to_value(const Config& x) { return x; }
inline ConfigValue to_value(const ConfigValue& x) { return x; }

inline void from_value(const ConfigValue& value, bool& x) { x = value.as_bool(); }
/// "300 is out of range"
[[noreturn]] void throw_out_of_range(const ConfigValue& value);
/// Throws ValueError for a number that x's type cannot hold.
template <PlainInteger T>
void from_value(const ConfigValue& value, T& x) {
  const int64_t whole = value.as_integer();
  if (!std::in_range<T>(whole)) throw_out_of_range(value);
  x = static_cast<T>(whole);
}
inline void from_value(const ConfigValue& value, double& x) { x = value.as_number(); }
inline void from_value(const ConfigValue& value, std::string& x) { x = value.as_string(); }
inline void from_value(const ConfigValue& value, Config& x) { x = value.as_config(); }
inline void from_value(const ConfigValue& value, ConfigValue& x) { x = value; }

template <class T>
ConfigValue to_value(const std::vector<T>& x);
template <class T>
void from_value(const ConfigValue& value, std::vector<T>& x);

template <class T>
ConfigValue to_value(const std::optional<T>& x) {
  return x ? to_value(*x) : ConfigValue();
}
template <class T>
void from_value(const ConfigValue& value, std::optional<T>& x) {
  x.reset();
  if (!value.is_none()) from_value(value, x.emplace());
}

template <class T>
ConfigValue to_value(const std::vector<T>& x) {
  ConfigValue::List list;
  for (const T& entry : x) list.push_back(to_value(entry));
  return list;
}
template <class T>
void from_value(const ConfigValue& value, std::vector<T>& x) {
  x.clear();
  for (const ConfigValue& entry : value.as_list()) from_value(entry, x.emplace_back());
}

/// An object as its record, a name as the record of what it means, nothing as None.
template <class Base>
requires std::derived_from<Base, Object> ConfigValue to_value(const Choice<Base>& x) {
  const std::shared_ptr<Base> object = x.make();
  return object ? ConfigValue(serialize(*object)) : ConfigValue();
}
template <class Base>
requires std::derived_from<Base, Object>
void from_value(const ConfigValue& value, Choice<Base>& x) {
  x = {};
  if (value.is_string()) {
    x = Choice<Base>::named(value.as_string());
  } else if (!value.is_none()) {
    x = deserialize<Base>(value);
  }
}

}  // namespace keratin
