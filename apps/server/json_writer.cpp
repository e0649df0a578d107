#include "server/json_writer.h"

#include <charconv>
#include <cmath>

#include "server/utf8.h"

namespace keratin::server {
namespace {

template <class T>
void append_chars(std::string& out, T value) {
  char buffer[32];
  out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

template <class T>
void append_float(std::string& out, T value) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value > 0 ? "Infinity" : "-Infinity";
  } else {
    const size_t begin = out.size();
    append_chars(out, value);
    if (out.find_first_of(".e", begin) == std::string::npos) out += ".0";
  }
}

void append_number(std::string& out, bool value) { out += value ? "true" : "false"; }
void append_number(std::string& out, float value) { append_float(out, value); }
void append_number(std::string& out, double value) { append_float(out, value); }
void append_number(std::string& out, Float16 value) {
  append_float(out, static_cast<float>(value));
}
void append_number(std::string& out, BFloat16 value) {
  append_float(out, static_cast<float>(value));
}
template <std::integral T>
void append_number(std::string& out, T value) {
  append_chars(out, value);
}

template <class T>
void append_list(std::string& out, const T* values, int64_t count) {
  out += '[';
  for (int64_t i = 0; i < count; ++i) {
    if (i > 0) out += ", ";
    append_number(out, values[i]);
  }
  out += ']';
}

/// Axes `axis` and on of a row-major tensor; `values` moves on.
template <class T>
void append_axes(std::string& out, const T*& values, const Shape& shape, int axis) {
  if (axis == shape.rank()) return append_number(out, *values++);
  if (axis + 1 == shape.rank()) {
    append_list(out, values, shape[axis]);
    values += shape[axis];
    return;
  }
  out += '[';
  for (int64_t i = 0; i < shape[axis]; ++i) {
    if (i > 0) out += ", ";
    append_axes(out, values, shape, axis + 1);
  }
  out += ']';
}

/// f(pointer to the elements)
template <class F>
void visit_elements(const Tensor& x, F f) {
  const Tensor rows = x.contiguous();
  visit_dtype(rows.dtype(), [&](auto tag) { f(rows.data<decltype(tag)>()); });
}

}  // namespace

void append_json_string(std::string& out, std::string_view value) {
  out += '"';
  for (size_t i = 0; i < value.size();) {
    const char c = value[i];
    const size_t length = utf8_length(value, i);
    if (c == '"' || c == '\\') {
      (out += '\\') += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      constexpr char hex[] = "0123456789abcdef";
      ((out += "\\u00") += hex[c >> 4]) += hex[c & 15];
    } else if (length == 0) {
      out += "\xef\xbf\xbd";
    } else {
      out += value.substr(i, length);
    }
    i += length == 0 ? 1 : length;
  }
  out += '"';
}

void append_json_shape(std::string& out, const Shape& shape) {
  out += '[';
  for (int i = 0; i < shape.rank(); ++i) {
    if (i > 0) out += ", ";
    append_chars(out, shape[i] == kNone ? -1 : shape[i]);
  }
  out += ']';
}

void append_json_tensor(std::string& out, const Tensor& x) {
  visit_elements(x, [&](const auto* values) { append_axes(out, values, x.shape(), 0); });
}

void append_json_row(std::string& out, const Tensor& x, int64_t row) {
  const Shape shape = x.shape().tail();
  visit_elements(x, [&](const auto* values) {
    values += row * shape.size();
    append_axes(out, values, shape, 0);
  });
}

void append_json_flat(std::string& out, const Tensor& x) {
  visit_elements(x, [&](const auto* values) { append_list(out, values, x.size()); });
}

void append_json_number(std::string& out, float value) { append_float(out, value); }

}  // namespace keratin::server
