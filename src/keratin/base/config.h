// Configurations: what an object was made of, as a tree of names and values that a file can hold,
// as Keras's get_config() gives. JSON text is the business of saving/; here is the tree.
#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keratin/base/concepts.h"

namespace keratin {

class Config;

/// None, a bool, an integer, a number, a string, a list or a Config, as in a Python dict.
class ConfigValue {
 public:
  using List = std::vector<ConfigValue>;

  ConfigValue() = default;
  ConfigValue(std::nullptr_t) {}                              // NOLINT: all
  ConfigValue(bool x) : kind_(Kind::boolean), integer_(x) {}  // NOLINT: implicit
  ConfigValue(PlainInteger auto x)                            // NOLINT
      : kind_(Kind::integer), integer_(static_cast<int64_t>(x)) {}
  ConfigValue(double x) : kind_(Kind::number), number_(x) {}                  // NOLINT
  ConfigValue(const char* x) : ConfigValue(std::string(x)) {}                 // NOLINT
  ConfigValue(std::string_view x) : ConfigValue(std::string(x)) {}            // NOLINT
  ConfigValue(std::string x) : kind_(Kind::string), string_(std::move(x)) {}  // NOLINT
  ConfigValue(List x);                                                        // NOLINT
  ConfigValue(Config x);                                                      // NOLINT

  // Compiled once, here and below, and not in every file that copies one.
  ConfigValue(const ConfigValue& other);
  ConfigValue(ConfigValue&& other) noexcept;
  ConfigValue& operator=(const ConfigValue& other);
  ConfigValue& operator=(ConfigValue&& other) noexcept;
  ~ConfigValue();

  bool is_none() const { return kind_ == Kind::none; }
  bool is_bool() const { return kind_ == Kind::boolean; }
  bool is_integer() const { return kind_ == Kind::integer; }
  bool is_number() const { return kind_ == Kind::integer || kind_ == Kind::number; }
  bool is_string() const { return kind_ == Kind::string; }
  bool is_list() const { return kind_ == Kind::list; }
  bool is_config() const { return kind_ == Kind::config; }

  /// The value; throws ValueError, which says what was expected and what is there. A whole number
  /// is an integer too (3.0), and an integer a number.
  bool as_bool() const;
  int64_t as_integer() const;
  double as_number() const;
  const std::string& as_string() const;
  const List& as_list() const;
  const Config& as_config() const;

  /// As Python's ==: 1 equals 1.0, and the order of a Config's names does not count.
  bool operator==(const ConfigValue& other) const;
  /// JSON, as Python's json.dumps writes it: {"units": 10, "rate": 0.5, "seed": null}.
  std::string to_string() const;

 private:
  enum class Kind : uint8_t { none, boolean, integer, number, string, list, config };

  Kind kind_ = Kind::none;
  int64_t integer_ = 0;
  double number_ = 0;
  std::string string_;
  std::shared_ptr<const List> list_;  // never changed: copies share it
  std::shared_ptr<const Config> config_;
};

/// Names with values, in the order in which they were set.
class Config {
 public:
  using Item = std::pair<std::string, ConfigValue>;

  Config();
  Config(std::initializer_list<Item> items);
  Config(const Config& other);
  Config(Config&& other) noexcept;
  Config& operator=(const Config& other);
  Config& operator=(Config&& other) noexcept;
  ~Config();
  /// The same of many; a name that comes twice has its last value.
  static Config of(std::vector<Item> items);

  /// Sets a name anew, or appends it.
  void set(std::string_view name, ConfigValue value);
  void erase(std::string_view name);
  /// Null when there is none of that name.
  const ConfigValue* find(std::string_view name) const;
  bool contains(std::string_view name) const { return find(name) != nullptr; }
  /// Throws ValueError, which lists the names, when there is none of that name.
  const ConfigValue& operator[](std::string_view name) const;
  const ConfigValue& operator[](std::nullptr_t) const = delete;  // config[0]: the values have names

  size_t size() const { return items_.size(); }
  bool empty() const { return items_.empty(); }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }

  bool operator==(const Config& other) const;
  std::string to_string() const;

 private:
  std::vector<Item> items_;
};

}  // namespace keratin
