// print(...), Python's: the arguments with blanks between them and a new line behind. Tensors look
// as NumPy prints them, numbers and lists as Python does.
#pragma once
#include <concepts>
#include <string>
#include <utility>
#include <vector>

#include "keratin/base/text.h"
#include "keratin/tensor/tensor.h"

namespace keratin {

/// "0.1", "1.0", "1e-05", "nan": Python's repr of a float; shortest digits that read back the same.
std::string python_repr(double value);
std::string python_repr(float value);

template <class T>
std::string printed(const T& value) {
  if constexpr (std::floating_point<T>) {
    return python_repr(value);
  } else {
    return text(value);
  }
}
template <class T>
std::string printed(const std::vector<T>& values) {
  std::string out = "[";
  for (const auto& value : values) {
    if (out.size() > 1) out += ", ";
    if constexpr (std::convertible_to<T, std::string>) {
      out += "'" + std::string(value) + "'";
    } else {
      out += printed(static_cast<const T&>(value));
    }
  }
  return out + "]";
}

/// Writes the line to stdout.
void print_line(const std::string& line);

template <class... Args>
void print(const Args&... args) {
  std::string line;
  size_t count = 0;
  ((line += (count++ > 0 ? " " : "") + printed(args)), ...);
  print_line(line);
}

}  // namespace keratin
