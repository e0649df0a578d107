// Follows numpy/_core/arrayprint.py: FloatingFormat with precision 8 and floatmode "maxprec".
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "keratin/tensor/print.h"
#include "keratin/tensor/print_elements_internal.h"

namespace keratin {
namespace {

constexpr int kPrecision = 8;

template <class T>
std::string chars(T value, std::chars_format format) {
  std::array<char, 400> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format).ptr;
  return {buffer.data(), end};
}
std::string chars(double value, std::chars_format format, int precision) {
  std::array<char, 400> buffer;
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format, precision).ptr;
  return {buffer.data(), end};
}

/// The fewest digits that give the same half back, in the format asked for.
std::string half_chars(double value, std::chars_format format) {
  const auto wanted = Float16(static_cast<float>(value)).bits;
  for (int precision = 0; precision < 12; ++precision) {
    const std::string text = chars(value, format, precision);
    if (Float16(std::strtof(text.c_str(), nullptr)).bits == wanted) return text;
  }
  return chars(value, format, 12);
}

/// The shortest text that reads back as the same element of that dtype.
std::string shortest(double value, DType dtype, std::chars_format format) {
  if (dtype == float64) return chars(value, format);
  if (dtype == float16) return half_chars(value, format);
  return chars(static_cast<float>(value), format);
}

size_t fraction_length(const std::string& text) {
  const size_t point = text.find('.');
  if (point == text.npos) return 0;
  return std::min(text.find('e', point), text.size()) - point - 1;
}

/// Without the zeros at the end of the fraction, but with a point.
std::string trimmed(std::string text) {
  if (text.find('.') == text.npos) return text + ".";
  while (text.back() == '0') text.pop_back();
  return text;
}

/// "12.5", "3.", at most eight digits behind the point.
std::string positional(double value, DType dtype) {
  std::string text = shortest(value, dtype, std::chars_format::fixed);
  if (fraction_length(text) > kPrecision) {
    text = chars(value, std::chars_format::fixed, kPrecision);
  }
  return trimmed(text);
}

struct Scientific {
  std::string mantissa;  // "1.25", "-3."
  std::string exponent;  // "+08"
};

Scientific scientific(double value, DType dtype) {
  std::string text = shortest(value, dtype, std::chars_format::scientific);
  if (fraction_length(text) > kPrecision) {
    text = chars(value, std::chars_format::scientific, kPrecision);
  }
  const size_t e = text.find('e');
  return {trimmed(text.substr(0, e)), text.substr(e + 1)};
}

template <class T>
std::string python_float(T value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  const T size = std::abs(value);
  if (size != 0 && (size < T(1e-4) || size >= T(1e16))) {
    std::string text = chars(value, std::chars_format::scientific);
    return text;
  }
  std::string text = chars(value, std::chars_format::fixed);
  return text.find('.') == text.npos ? text + ".0" : text;
}

}  // namespace

std::string python_repr(double value) { return python_float(value); }
std::string python_repr(float value) { return python_float(value); }

ElementFormat::ElementFormat(DType dtype, const std::vector<double>& shown,
                             const std::vector<int64_t>& integers, bool is_scalar)
    : dtype_(dtype), is_scalar_(is_scalar) {
  if (is_floating(dtype)) {
    choose_float_format(shown);
  } else {
    for (const int64_t value : integers) width_ = std::max(width_, std::to_string(value).size());
  }
}

void ElementFormat::choose_float_format(const std::vector<double>& shown) {
  double largest = 0, smallest = INFINITY;
  bool has_special = false, has_negative_infinity = false;
  for (const double value : shown) {
    has_special = has_special || !std::isfinite(value);
    has_negative_infinity = has_negative_infinity || (std::isinf(value) && value < 0);
    if (!std::isfinite(value) || value == 0) continue;
    largest = std::max(largest, std::abs(value));
    smallest = std::min(smallest, std::abs(value));
  }
  is_scientific_ = largest > 0 && (largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1000);
  size_t exponent_size = 0;
  for (const double value : shown) {
    if (!std::isfinite(value)) continue;
    std::string text;
    if (is_scientific_) {
      const Scientific parts = scientific(value, dtype_);
      exponent_size = std::max(exponent_size, parts.exponent.size() - 1);
      text = parts.mantissa;
    } else {
      text = positional(value, dtype_);
    }
    const size_t point = text.find('.');
    pad_left_ = std::max(pad_left_, point);
    precision_ = std::max(precision_, text.size() - point - 1);
  }
  pad_right_ = is_scientific_ ? exponent_size + 2 + precision_ : precision_;
  if (!has_special) return;
  const size_t longest = has_negative_infinity ? 4 : 3;
  const size_t behind = pad_right_ + 1;
  if (longest > behind) pad_left_ = std::max(pad_left_, longest - behind);
}

std::string ElementFormat::float_text(double value) const {
  const size_t width = pad_left_ + pad_right_ + 1;
  if (!std::isfinite(value)) {
    const std::string text = std::isnan(value) ? "nan" : value < 0 ? "-inf" : "inf";
    return std::string(width > text.size() ? width - text.size() : 0, ' ') + text;
  }
  std::string text;
  size_t point = 0;
  if (is_scientific_) {
    const Scientific parts = scientific(value, dtype_);
    text = parts.mantissa;
    point = text.find('.');
    text.append(precision_ - (text.size() - point - 1), '0');
    text += "e" + parts.exponent;
  } else {
    text = positional(value, dtype_);
    point = text.find('.');
    text.append(precision_ - (text.size() - point - 1), ' ');
  }
  return std::string(pad_left_ > point ? pad_left_ - point : 0, ' ') + text;
}

std::string ElementFormat::operator()(double value, int64_t integer) const {
  if (dtype_ == bool_) return integer ? (is_scalar_ ? "True" : " True") : "False";
  if (is_floating(dtype_)) return float_text(value);
  const std::string text = std::to_string(integer);
  return std::string(width_ > text.size() ? width_ - text.size() : 0, ' ') + text;
}

}  // namespace keratin
