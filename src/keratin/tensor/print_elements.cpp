// Follows numpy/_core/arrayprint.py: FloatingFormat with precision 8 and floatmode "maxprec";
// bfloat16, which NumPy does not know, looks as the package ml_dtypes prints it.
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

/// "+008": with zeros before the digits, for exponents as wide as their neighbours'.
std::string wide_exponent(const std::string& text, size_t digits) {
  return text[0] + std::string(digits + 1 - text.size(), '0') + text.substr(1);
}

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

/// Six digits, as C's %g: what ml_dtypes prints.
std::string bfloat16_text(double value) {
  if (std::isnan(value)) return "nan";
  return chars(value, std::chars_format::general, 6);
}

/// From here on NumPy writes exponents: a power of ten with more digits than the dtype holds.
double largest_positional(DType dtype, double most) {
  return dtype == float16 ? 1e3 : dtype == float32 ? 1e6 : most;
}

/// NumPy computes and compares in the dtype of the array.
double rounded_to(DType dtype, double value) {
  if (dtype == float16) return Float16(static_cast<float>(value));
  return dtype == float32 ? static_cast<double>(static_cast<float>(value)) : value;
}

// Elements of uint64 come as int64 with the same bits.
std::string digits(int64_t value, DType dtype) {
  return dtype == uint64 ? std::to_string(static_cast<uint64_t>(value)) : std::to_string(value);
}

}  // namespace

std::string numpy_scalar_text(double value, DType dtype) {
  if (dtype == bfloat16) return bfloat16_text(value);
  if (!std::isfinite(value)) return python_repr(value);
  const double size = std::abs(value);
  if (size == 0 || (size >= 1e-4 && size < largest_positional(dtype, 1e16))) {
    const std::string text = shortest(value, dtype, std::chars_format::fixed);
    return text.find('.') == text.npos ? text + ".0" : text;
  }
  return shortest(value, dtype, std::chars_format::scientific);
}

std::string python_repr(double value) { return python_float(value); }
std::string python_repr(float value) { return python_float(value); }

std::string python_repr(std::string_view value) {
  const bool has_single = value.find('\'') != value.npos;
  const char quote = has_single && value.find('"') == value.npos ? '"' : '\'';
  std::string out(1, quote);
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '\n': out += "\\n"; continue;
      case '\r': out += "\\r"; continue;
      case '\t': out += "\\t"; continue;
      default: break;
    }
    if (c == quote || c == '\\') out += '\\';
    if (byte < 0x20 || byte == 0x7f) {
      constexpr std::string_view kDigits = "0123456789abcdef";
      out += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
    } else {
      out += c;
    }
  }
  return out + quote;
}

ElementFormat::ElementFormat(DType dtype, const std::vector<double>& shown,
                             const std::vector<int64_t>& integers, bool is_scalar)
    : dtype_(dtype), is_scalar_(is_scalar) {
  if (is_floating(dtype)) {
    if (dtype != bfloat16) choose_float_format(shown);
  } else {
    for (const int64_t value : integers) width_ = std::max(width_, digits(value, dtype_).size());
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
  is_scientific_ = largest > 0 && (largest >= largest_positional(dtype_, 1e8) ||
                                   smallest < rounded_to(dtype_, 1e-4) ||
                                   rounded_to(dtype_, largest / smallest) > 1000);
  for (const double value : shown) {
    if (!std::isfinite(value)) continue;
    std::string text;
    if (is_scientific_) {
      const Scientific parts = scientific(value, dtype_);
      exponent_size_ = std::max(exponent_size_, parts.exponent.size() - 1);
      text = parts.mantissa;
    } else {
      text = positional(value, dtype_);
    }
    const size_t point = text.find('.');
    pad_left_ = std::max(pad_left_, point);
    precision_ = std::max(precision_, text.size() - point - 1);
  }
  pad_right_ = is_scientific_ ? exponent_size_ + 2 + precision_ : precision_;
  if (!has_special) return;
  const size_t longest = has_negative_infinity ? 4 : 3;
  const size_t behind = pad_right_ + 1;
  if (longest > behind) pad_left_ = std::max(pad_left_, longest - behind);
}

std::string ElementFormat::float_text(double value) const {
  if (dtype_ == bfloat16) return bfloat16_text(value);
  const size_t width = pad_left_ + pad_right_ + 1;
  if (!std::isfinite(value)) {
    const std::string text = std::isnan(value) ? "nan" : value < 0 ? "-inf" : "inf";
    return std::string(width > text.size() ? width - text.size() : 0, ' ') + text;
  }
  std::string text;
  size_t point = 0;
  if (is_scientific_) {
    // All with as many digits as the longest: those of the value itself, not zeros.
    text = chars(value, std::chars_format::scientific, static_cast<int>(precision_));
    const size_t e = text.find('e');
    text = (precision_ == 0 ? text.substr(0, e) + "." : text.substr(0, e)) + "e" +
           wide_exponent(text.substr(e + 1), exponent_size_);
    point = text.find('.');
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
  const std::string text = digits(integer, dtype_);
  return std::string(width_ > text.size() ? width_ - text.size() : 0, ' ') + text;
}

}  // namespace keratin
