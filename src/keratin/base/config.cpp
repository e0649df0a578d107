// Configurations as trees, and as the text that Python's json.dumps writes.
#include "keratin/base/config.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <unordered_map>

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {
namespace {

constexpr size_t kMostShown = 60;  // characters of a value in an error

[[noreturn]] void throw_kind(const char* expected, const ConfigValue& received) {
  std::string shown = received.to_string();
  if (shown.size() > kMostShown) shown = shown.substr(0, kMostShown) + "...";
  throw_value_error(text("expected ", expected, ", received ", shown));
}

/// repr() of a Python float: shortest digits, an exponent below 1e-4 and from 1e16 on.
void append_float(std::string& out, double x) {
  if (std::isnan(x)) {
    out += "NaN";
    return;
  }
  if (std::isinf(x)) {
    out += x > 0 ? "Infinity" : "-Infinity";
    return;
  }
  const double size = std::abs(x);
  const bool is_plain = size == 0 || (size >= 1e-4 && size < 1e16);
  char buffer[64];
  const auto format = is_plain ? std::chars_format::fixed : std::chars_format::scientific;
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, x, format).ptr;
  const std::string_view digits(buffer, static_cast<size_t>(end - buffer));
  out += digits;
  if (is_plain && digits.find('.') == std::string_view::npos) out += ".0";
}

/// The code point at `at`, which moves behind it; a broken sequence is U+FFFD, byte by byte.
uint32_t next_code_point(std::string_view bytes, size_t& at) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned char first = byte(at++);
  if (first < 0x80) return first;
  const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
  if (more == 0 || at + static_cast<size_t>(more) > bytes.size()) return 0xFFFD;
  uint32_t point = first & (0x3FU >> more);
  for (int i = 0; i < more; ++i) {
    const unsigned char next = byte(at + static_cast<size_t>(i));
    if ((next & 0xC0) != 0x80) return 0xFFFD;
    point = (point << 6) | (next & 0x3FU);
  }
  at += static_cast<size_t>(more);
  return point;
}

void append_escape(std::string& out, uint32_t unit) {
  char buffer[8];
  std::snprintf(buffer, sizeof buffer, "\\u%04x", unit);
  out += buffer;
}

void append_quoted(std::string& out, std::string_view bytes) {
  out += '"';
  for (size_t at = 0; at < bytes.size();) {
    const uint32_t point = next_code_point(bytes, at);
    switch (point) {
      case '"': out += "\\\""; continue;
      case '\\': out += "\\\\"; continue;
      case '\n': out += "\\n"; continue;
      case '\r': out += "\\r"; continue;
      case '\t': out += "\\t"; continue;
      case '\b': out += "\\b"; continue;
      case '\f': out += "\\f"; continue;
      default: break;
    }
    if (point >= 0x20 && point < 0x7F) {
      out += static_cast<char>(point);
    } else if (point < 0x10000) {
      append_escape(out, point);
    } else {  // a pair of surrogates
      append_escape(out, 0xD800 + ((point - 0x10000) >> 10));
      append_escape(out, 0xDC00 + ((point - 0x10000) & 0x3FF));
    }
  }
  out += '"';
}

void append_json(std::string& out, const ConfigValue& value) {
  if (value.is_none()) {
    out += "null";
  } else if (value.is_bool()) {
    out += value.as_bool() ? "true" : "false";
  } else if (value.is_integer()) {
    append_text(out, value.as_integer());
  } else if (value.is_number()) {
    append_float(out, value.as_number());
  } else if (value.is_string()) {
    append_quoted(out, value.as_string());
  } else if (value.is_list()) {
    out += '[';
    const char* separator = "";
    for (const ConfigValue& entry : value.as_list()) {
      out += separator;
      append_json(out, entry);
      separator = ", ";
    }
    out += ']';
  } else {
    out += value.as_config().to_string();
  }
}

}  // namespace

ConfigValue::ConfigValue(const ConfigValue& other) = default;
ConfigValue::ConfigValue(ConfigValue&& other) noexcept = default;
ConfigValue& ConfigValue::operator=(const ConfigValue& other) = default;
ConfigValue& ConfigValue::operator=(ConfigValue&& other) noexcept = default;
ConfigValue::~ConfigValue() = default;

ConfigValue::ConfigValue(List x)
    : kind_(Kind::list), list_(std::make_shared<const List>(std::move(x))) {}
ConfigValue::ConfigValue(Config x)
    : kind_(Kind::config), config_(std::make_shared<const Config>(std::move(x))) {}

bool ConfigValue::as_bool() const {
  if (!is_bool()) throw_kind("true or false", *this);
  return integer_ != 0;
}

int64_t ConfigValue::as_integer() const {
  if (is_integer()) return integer_;
  if (!is_number()) throw_kind("an integer", *this);
  constexpr double kLimit = 9.2e18;  // inside of int64
  if (!(std::abs(number_) < kLimit) || number_ != std::floor(number_)) {
    throw_kind("an integer", *this);
  }
  return static_cast<int64_t>(number_);
}

double ConfigValue::as_number() const {
  if (!is_number()) throw_kind("a number", *this);
  return is_integer() ? static_cast<double>(integer_) : number_;
}

const std::string& ConfigValue::as_string() const {
  if (!is_string()) throw_kind("a string", *this);
  return string_;
}

const ConfigValue::List& ConfigValue::as_list() const {
  if (!is_list()) throw_kind("a list", *this);
  return *list_;
}

const Config& ConfigValue::as_config() const {
  if (!is_config()) throw_kind("an object", *this);
  return *config_;
}

bool ConfigValue::operator==(const ConfigValue& other) const {
  if (is_number() && other.is_number()) {
    const bool are_integers = is_integer() && other.is_integer();
    return are_integers ? integer_ == other.integer_ : as_number() == other.as_number();
  }
  if (kind_ != other.kind_) return false;
  switch (kind_) {
    case Kind::none: return true;
    case Kind::boolean: return integer_ == other.integer_;
    case Kind::string: return string_ == other.string_;
    case Kind::list: return *list_ == *other.list_;
    default: return *config_ == *other.config_;
  }
}

std::string ConfigValue::to_string() const {
  std::string out;
  append_json(out, *this);
  return out;
}

Config::Config() = default;
Config::Config(const Config& other) = default;
Config::Config(Config&& other) noexcept = default;
Config& Config::operator=(const Config& other) = default;
Config& Config::operator=(Config&& other) noexcept = default;
Config::~Config() = default;

Config::Config(std::initializer_list<Item> items) {
  for (const Item& item : items) set(item.first, item.second);
}

Config Config::of(std::vector<Item> items) {
  Config config;
  std::unordered_map<std::string, size_t> places;  // set() would look through all for each
  for (Item& item : items) {
    const auto [place, is_new] = places.emplace(item.first, config.size());
    if (is_new) {
      config.items_.push_back(std::move(item));
    } else {
      config.items_[place->second].second = std::move(item.second);
    }
  }
  return config;
}

void Config::set(std::string_view name, ConfigValue value) {
  for (Item& item : items_) {
    if (item.first != name) continue;
    item.second = std::move(value);
    return;
  }
  items_.emplace_back(name, std::move(value));
}

void Config::erase(std::string_view name) {
  std::erase_if(items_, [&](const Item& item) { return item.first == name; });
}

const ConfigValue* Config::find(std::string_view name) const {
  for (const Item& item : items_) {
    if (item.first == name) return &item.second;
  }
  return nullptr;
}

const ConfigValue& Config::operator[](std::string_view name) const {
  if (const ConfigValue* value = find(name)) return *value;
  std::vector<std::string> names;
  for (const Item& item : items_) names.push_back(item.first);
  throw_value_error(text("there is no '", name, "' in the configuration"),
                    {{"there are", quoted_list(names)}});
}

bool Config::operator==(const Config& other) const {
  return size() == other.size() && std::all_of(begin(), end(), [&](const Item& item) {
           const ConfigValue* value = other.find(item.first);
           return value && *value == item.second;
         });
}

std::string Config::to_string() const {
  std::string out = "{";
  const char* separator = "";
  for (const auto& [name, value] : items_) {
    out += separator;
    append_quoted(out, name);
    out += ": ";
    append_json(out, value);
    separator = ", ";
  }
  return out + "}";
}

}  // namespace keratin
