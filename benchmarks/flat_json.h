// One line of JSON that is one flat object: what the benchmark's driver asks and what it is told.
// Strings have no escapes and lists hold numbers alone; anything else is refused.
#pragma once
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// {"job": "fit", "epochs": 5}, read.
class FlatJson {
 public:
  /// Throws std::runtime_error for what is no flat object of strings and numbers.
  explicit FlatJson(std::string_view line) : rest_(line) {
    expect('{');
    if (next_is('}')) return;
    do {
      const std::string key = read_string();
      expect(':');
      values_[key] = next_is('"', false) ? read_string() : read_number();
    } while (next_is(','));
    expect('}');
  }

  std::string text(const std::string& key, const std::string& otherwise = "") const {
    const auto found = values_.find(key);
    return found == values_.end() ? otherwise : found->second;
  }
  double number(const std::string& key, double otherwise = 0) const {
    const auto found = values_.find(key);
    return found == values_.end() ? otherwise : std::atof(found->second.c_str());
  }
  int64_t integer(const std::string& key, int64_t otherwise = 0) const {
    return static_cast<int64_t>(number(key, static_cast<double>(otherwise)));
  }

 private:
  [[noreturn]] void refuse() const {
    throw std::runtime_error("not a flat JSON object, from here on: " + std::string(rest_));
  }
  /// Whether the next sign is `sign`, which is then taken unless told otherwise.
  bool next_is(char sign, bool takes = true) {
    while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_.front()))) {
      rest_.remove_prefix(1);
    }
    const bool found = !rest_.empty() && rest_.front() == sign;
    if (found && takes) rest_.remove_prefix(1);
    return found;
  }
  void expect(char sign) {
    if (!next_is(sign)) refuse();
  }
  std::string take(size_t length) {
    if (length == 0 || length > rest_.size()) refuse();
    std::string taken(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return taken;
  }
  std::string read_string() {
    expect('"');
    const size_t end = rest_.find('"');
    std::string value = end == 0 ? "" : take(end);
    expect('"');
    return value;
  }
  std::string read_number() { return take(rest_.find_first_not_of("+-.0123456789eE")); }

  std::string_view rest_;
  std::map<std::string, std::string> values_;
};

/// {"ms": [1.25, 1.5], "accuracy": 0.98}, written entry by entry.
class JsonLine {
 public:
  JsonLine& add(std::string_view key, double value) { return entry(key, text_of(value)); }
  JsonLine& add(std::string_view key, std::string_view value) {
    return entry(key, "\"" + std::string(value) + "\"");
  }
  JsonLine& add(std::string_view key, const std::vector<double>& values) {
    std::string list;
    for (const double value : values) list += (list.empty() ? "" : ", ") + text_of(value);
    return entry(key, "[" + list + "]");
  }
  std::string text() const { return "{" + entries_ + "}"; }

 private:
  static std::string text_of(double value) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.6g", value);
    return buffer;
  }
  JsonLine& entry(std::string_view key, const std::string& value) {
    entries_ += (entries_.empty() ? "\"" : ", \"") + std::string(key) + "\": " + value;
    return *this;
  }

  std::string entries_;
};
