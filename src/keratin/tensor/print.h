// print(...), Python's: the arguments with blanks between them and a new line behind. Tensors look
// as NumPy prints them, numbers and lists as Python does. repr(x), len(x) and std::cout << x.
#pragma once
#include <concepts>
#include <iosfwd>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "keratin/base/text.h"
#include "keratin/tensor/tensor.h"

namespace keratin {

/// "0.1", "1.0", "1e-05", "nan": Python's repr of a float; shortest digits that read back the same.
std::string python_repr(double value);
std::string python_repr(float value);
/// "'it'", "\"it's\"": Python's repr of a string.
std::string python_repr(std::string_view value);

template <class T>
concept Textual = std::convertible_to<const T&, std::string_view>;
/// Lists of anything: std::vector, std::array, std::map, std::set, ...
template <class T>
concept Listed = !Textual<T> && !HasToString<T> && requires(const T& list) {
  list.begin() != list.end();
  list.size();
};
template <class T>
concept KeyedList = Listed<T> && requires {
  typename T::mapped_type;
};

/// Whether print knows a T: what repr writes, with lists, pairs, tuples and optionals of such.
template <class T>
inline constexpr bool is_printable = [] {
  if constexpr (std::floating_point<T> || Textual<T> || std::derived_from<T, std::nullopt_t>) {
    return true;
  } else if constexpr (requires(const T& value) { value.repr(); }) {
    return true;
  } else if constexpr (KeyedList<T>) {
    return is_printable<typename T::key_type> && is_printable<typename T::mapped_type>;
  } else if constexpr (Listed<T>) {
    return is_printable<typename T::value_type>;
  } else if constexpr (requires(const T& value) {
                         value.has_value();
                         *value;
                       }) {
    return is_printable<std::remove_cvref_t<decltype(*std::declval<const T&>())>>;
  } else {
    return requires(std::string & out, const T& value) { append_text(out, value); };
  }
}();
template <class A, class B>
inline constexpr bool is_printable<std::pair<A, B>> = is_printable<A>&& is_printable<B>;
template <class... T>
inline constexpr bool is_printable<std::tuple<T...>> = (is_printable<T> && ...);
template <class T>
concept Printable = is_printable<T>;

/// Python's repr(x): of a tensor NumPy's, "array([1, 2], dtype=int32)".
template <Printable T>
std::string repr(const T& value);
template <Printable A, Printable B>
std::string repr(const std::pair<A, B>& pair) {
  return "(" + repr(pair.first) + ", " + repr(pair.second) + ")";
}
template <Printable... T>
std::string repr(const std::tuple<T...>& tuple) {
  std::string out;
  std::apply([&](const T&... x) { ((out += (out.empty() ? "" : ", ") + repr(x)), ...); }, tuple);
  return "(" + out + (sizeof...(T) == 1 ? ",)" : ")");
}
template <Printable T>
std::string repr(const T& value) {
  if constexpr (std::same_as<T, long double>) {
    return python_repr(static_cast<double>(value));
  } else if constexpr (std::floating_point<T>) {
    return python_repr(value);
  } else if constexpr (Textual<T>) {
    return python_repr(std::string_view(value));
  } else if constexpr (requires { value.repr(); }) {
    return value.repr();
  } else if constexpr (KeyedList<T>) {
    std::string out;
    for (const auto& [key, element] : value) {
      out += (out.empty() ? "" : ", ") + repr(key) + ": " + repr(element);
    }
    return "{" + out + "}";
  } else if constexpr (Listed<T>) {
    std::string out;
    for (const typename T::value_type& element : value) {
      out += (out.empty() ? "" : ", ") + repr(element);
    }
    return "[" + out + "]";
  } else if constexpr (std::derived_from<T, std::nullopt_t>) {
    return "None";
  } else if constexpr (requires {
                         value.has_value();
                         *value;
                       }) {
    return value ? repr(*value) : "None";
  } else {
    return text(value);
  }
}

/// What print writes for one argument: Python's str(x).
template <class T>
requires(Printable<T> || std::same_as<T, std::nullptr_t>) std::string printed(const T& value) {
  if constexpr (std::same_as<T, std::nullptr_t>) {
    return "None";
  } else if constexpr (std::is_pointer_v<T> && Textual<T>) {
    return value ? std::string(value) : "None";
  } else if constexpr (Textual<T> || HasToString<T> || std::same_as<T, char>) {
    return text(value);
  } else {
    return repr(value);
  }
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

/// Python's len(x): the first axis of a tensor, the number of axes of a shape, of elements of a
/// list, of bytes of a text. Throws ShapeError for a tensor without axes.
inline int64_t len(const Tensor& x) { return x.len(); }
inline int64_t len(const Shape& x) { return x.rank(); }
inline int64_t len(std::string_view x) { return static_cast<int64_t>(x.size()); }
template <class T>
requires(!Textual<T> && requires(const T& list) { std::size(list); }) int64_t len(const T& list) {
  return static_cast<int64_t>(std::size(list));
}

/// std::cout << x for all that print knows.
template <class Char, class Traits, HasToString T>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const T& x) {
  return out << x.to_string();
}
template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, DType x) {
  return out << name_of(x);
}

}  // namespace keratin
