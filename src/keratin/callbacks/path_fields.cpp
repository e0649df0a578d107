// The rules: docs.python.org/3/library/string.html#formatspec.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/callbacks/path_fields_internal.h"

namespace keratin::callbacks {
namespace {

constexpr int kMostDigits = 200;  // and the widest field: more is longer than a name may be

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_align(char c) { return std::string_view("<>=^").find(c) != std::string_view::npos; }

/// [[fill]align][sign][#][0][width][grouping][.precision][type]
struct Spec {
  char fill = ' ', align = '>', sign = '-', grouping = 0, type = 0;
  bool is_alternate = false;
  int width = 0, precision = -1;
};

class SpecReader {
 public:
  explicit SpecReader(std::string_view rest) : whole_(rest), rest_(rest) {}

  Spec read() {
    Spec spec;
    bool has_align = true;
    if (rest_.size() > 1 && is_align(rest_[1])) {
      spec.fill = take();
      spec.align = take();
    } else if (!rest_.empty() && is_align(rest_[0])) {
      spec.align = take();
    } else {
      has_align = false;
    }
    spec.sign = take_one_of("+- ", '-');
    spec.is_alternate = take_one_of("#", 0) != 0;
    if (take_one_of("0", 0) && !has_align) {
      spec.fill = '0';
      spec.align = '=';
    }
    if (!rest_.empty() && is_digit(rest_[0])) spec.width = take_number();
    spec.grouping = take_one_of(",_", 0);
    if (take_one_of(".", 0)) spec.precision = take_number();
    spec.type = take_one_of("deEfFgG%", 0);
    if (!rest_.empty()) throw_value_error(text("Invalid format specifier '", whole_, "'"));
    return spec;
  }

 private:
  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  char take_one_of(std::string_view known, char other) {
    return !rest_.empty() && known.find(rest_[0]) != std::string_view::npos ? take() : other;
  }
  int take_number() {
    if (rest_.empty() || !is_digit(rest_[0]))
      throw_value_error("Format specifier missing precision");
    int number = 0;
    while (!rest_.empty() && is_digit(rest_[0])) {
      number = number * 10 + (take() - '0');
      if (number > kMostDigits) {
        throw_value_error(text("'", whole_, "' asks for more than ", kMostDigits, " characters"));
      }
    }
    return number;
  }

  std::string_view whole_, rest_;
};

/// As repr writes it.
std::string shortest(double magnitude) {
  std::string digits = fmt::format("{}", magnitude);
  if (std::isfinite(magnitude) && digits.find_first_of(".e") == std::string::npos) digits += ".0";
  return digits;
}

std::string digits_of(double magnitude, const Spec& spec) {
  if (spec.type == 0 && spec.precision < 0) return shortest(magnitude);
  const int precision = spec.precision < 0 ? 6 : spec.precision;
  const bool is_percent = spec.type == '%';
  const char type = spec.type == 0 ? 'g' : is_percent ? 'f' : spec.type;
  const std::string form =
      fmt::format("{{:{}.{}{}}}", spec.is_alternate ? "#" : "", precision, type);
  std::string digits = fmt::format(fmt::runtime(form), is_percent ? magnitude * 100 : magnitude);
  // Without a type a number shows that it is none of the whole ones.
  if (spec.type == 0 && std::isfinite(magnitude) &&
      digits.find_first_of(".e") == std::string::npos) {
    digits += ".0";
  }
  return is_percent ? digits + "%" : digits;
}

std::string grouped(const std::string& digits, char separator) {
  const auto end =
      std::find_if_not(digits.begin(), digits.end(), [](char c) { return is_digit(c); });
  std::string result(end, digits.end());
  int count = 0;
  for (auto at = end; at != digits.begin(); ++count) {
    if (count > 0 && count % 3 == 0) result.insert(result.begin(), separator);
    result.insert(result.begin(), *--at);
  }
  return result;
}

std::string padded(const std::string& sign, std::string digits, const Spec& spec) {
  const auto width = static_cast<size_t>(spec.width);
  if (spec.grouping) {
    // Zeros in front are grouped like the digits: 01,234,567.9 for a width of 11 or 12.
    const bool has_zeros = spec.fill == '0' && spec.align == '=';
    std::string with = grouped(digits, spec.grouping);
    while (has_zeros && sign.size() + with.size() < width) {
      digits.insert(digits.begin(), '0');
      with = grouped(digits, spec.grouping);
    }
    digits = with;
  }
  const size_t length = sign.size() + digits.size();
  const size_t missing = width > length ? width - length : 0;
  const std::string before(spec.align == '<'   ? 0
                           : spec.align == '^' ? missing / 2
                                               : missing,
                           spec.fill);
  const std::string after(missing - before.size(), spec.fill);
  return spec.align == '=' ? sign + before + digits : before + sign + digits + after;
}

std::string filled(double value, const Spec& spec) {
  if (spec.type == 'd') {
    throw_value_error("Unknown format code 'd' for object of type 'float'");
  }
  const bool is_negative = std::signbit(value) && !std::isnan(value);
  const std::string sign = is_negative ? "-" : spec.sign == '-' ? "" : std::string(1, spec.sign);
  return padded(sign, digits_of(std::abs(value), spec), spec);
}

std::string filled(int64_t value, const Spec& spec) {
  if (spec.type != 0 && spec.type != 'd') return filled(static_cast<double>(value), spec);
  if (spec.precision >= 0) throw_value_error("Precision not allowed in integer format specifier");
  const std::string sign = value < 0 ? "-" : spec.sign == '-' ? "" : std::string(1, spec.sign);
  const auto bits = static_cast<uint64_t>(value);
  return padded(sign, std::to_string(value < 0 ? -bits : bits), spec);
}

/// "name", "name:spec", "name!r"
std::string filled(std::string_view field, const std::vector<PathField>& fields) {
  const size_t colon = std::min(field.find(':'), field.size());
  std::string_view name = field.substr(0, colon);
  const std::string_view spec = field.substr(std::min(colon + 1, field.size()));
  const bool is_text = name.ends_with("!r") || name.ends_with("!s") || name.ends_with("!a");
  if (is_text) name.remove_suffix(2);
  const auto known =
      std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.first == name; });
  if (known == fields.end()) throw_value_error(text("'", name, "' is not known"));
  if (is_text && !spec.empty()) {
    throw_value_error(text("'", field, "' has both a conversion and a format"));
  }
  return std::visit([&](auto value) { return filled(value, SpecReader(spec).read()); },
                    known->second);
}

std::string filled_path(std::string_view path, const std::vector<PathField>& fields) {
  std::string result;
  for (size_t at = 0; at < path.size();) {
    const char c = path[at];
    if (c != '{' && c != '}') {
      result += c;
      ++at;
    } else if (at + 1 < path.size() && path[at + 1] == c) {
      result += c;
      at += 2;
    } else if (c == '}') {
      throw_value_error("Single '}' encountered in format string");
    } else {
      const size_t end = path.find('}', at);
      if (end == std::string_view::npos) throw_value_error("expected '}' before end of string");
      result += filled(path.substr(at + 1, end - at - 1), fields);
      at = end + 1;
    }
  }
  return result;
}

}  // namespace

std::string fill_path(std::string_view path, const std::vector<PathField>& fields) {
  try {
    return filled_path(path, fields);
  } catch (const ValueError& error) {
    std::string known;
    for (const auto& field : fields) known += (known.empty() ? "" : ", ") + field.first;
    throw_value_error(
        text("ModelCheckpoint: the fields of '", path, "' cannot be filled: ", error.rule()),
        {{"known", known}});
  }
}

}  // namespace keratin::callbacks
