// What can stand in a configuration or a file: an object that tells its class and its arguments.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "keratin/base/config.h"

namespace keratin {

class Object {
 public:
  virtual ~Object() = default;

  /// Keras's class name, "Dense"; of a class of yours, its name in C++.
  virtual std::string_view class_name() const;
  /// Where Keras keeps the class, "keras.layers"; "" for a class of yours.
  virtual std::string_view module() const { return ""; }
  /// "<keras.optimizers.Adam object>"; layers say more.
  virtual std::string to_string() const;
  /// The arguments that make an equal object. Throws ValueError for a class that has none (see
  /// Described): then it cannot be saved.
  virtual Config get_config() const;
  /// Of the class "function", which calls a function of yours: the name that files have for it; ""
  /// when it has none, and then it cannot be saved.
  virtual std::string_view function_name() const { return ""; }

 protected:
  Object() = default;
  Object(const Object&) = default;
  Object(Object&&) = default;
  Object& operator=(const Object&) = default;
  Object& operator=(Object&&) = default;

  // How Described writes a configuration; families with arguments of their own hide these.

  /// What comes first in the configuration, beside the options.
  Config base_config() const { return {}; }
  /// Options that stand before the others, whatever their place among the arguments.
  static constexpr bool comes_first(std::string_view) { return false; }
  /// Options that are no part of the configuration.
  static constexpr bool is_hidden(std::string_view) { return false; }

 public:
  /// Names in files that mean nothing to the family, whatever the class.
  static bool is_ignored_name(std::string_view, const ConfigValue&) { return false; }
};

/// Whether both have one class and equal configurations, but for names that nobody gave; for
/// functions, whether they are one.
bool operator==(const Object& a, const Object& b);

/// {"module", "class_name", "config", "registered_name"}, as keras.saving.serialize_keras_object
/// writes it; of a function, its name is the configuration. Throws ValueError for an object without
/// a configuration.
Config serialize(const Object& object);
/// The record of a function of that name.
Config function_record(std::string_view name);
/// "a loss of your own has no name, so it cannot be saved", and how to give it one.
[[noreturn]] void throw_nameless_function(std::string_view family);

}  // namespace keratin
