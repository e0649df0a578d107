// What cells see beside keratin.h: how the value of a cell's last expression is shown.
#pragma once
#include <cxxabi.h>
#include <keratin/keratin.h>

// Beside what showing needs, what cells are written with.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace keratin::cells {

/// Defined by the program that runs cells.
void emit_value(const std::string& text);

template <class T>
struct IsPair : std::false_type {};
template <class A, class B>
struct IsPair<std::pair<A, B>> : std::true_type {};
template <class T>
struct IsTuple : std::false_type {};
template <class... T>
struct IsTuple<std::tuple<T...>> : std::true_type {};

/// Whether keratin::repr knows T, and what T is made of.
template <class T>
constexpr bool is_representable() {
  if constexpr (std::is_arithmetic_v<T> || Textual<T> || HasToString<T>) {
    return true;
  } else if constexpr (requires(const T& value) { value.repr(); }) {
    return true;
  } else if constexpr (IsPair<T>::value) {
    return is_representable<std::remove_cvref_t<typename T::first_type>>() &&
           is_representable<std::remove_cvref_t<typename T::second_type>>();
  } else if constexpr (IsTuple<T>::value) {
    return []<class... U>(std::type_identity<std::tuple<U...>>) {
      return (is_representable<std::remove_cvref_t<U>>() && ...);
    }(std::type_identity<T>());
  } else if constexpr (KeyedList<T>) {
    return is_representable<typename T::key_type>() && is_representable<typename T::mapped_type>();
  } else if constexpr (Listed<T>) {
    return is_representable<typename T::value_type>();
  } else if constexpr (requires(const T& value) {
                         value.has_value();
                         *value;
                       }) {
    return is_representable<std::remove_cvref_t<decltype(*std::declval<const T&>())>>();
  } else {
    return requires(std::string & out, const T& value) { append_text(out, value); };
  }
}

template <class T>
std::string type_name() {
  const std::unique_ptr<char, void (*)(void*)> name(
      abi::__cxa_demangle(typeid(T).name(), nullptr, nullptr, nullptr), std::free);
  std::string text = name ? name.get() : typeid(T).name();
  // "notebook::cell_3_1::Point" is the user's Point.
  for (size_t at; (at = text.find("notebook::cell_")) != std::string::npos;) {
    text.erase(at, text.find("::", at + 10) + 2 - at);
  }
  return text;
}

template <class T>
std::string object_text(const T& value, const std::string& name) {
  std::ostringstream out;
  out << "<" << name << " at " << static_cast<const void*>(std::addressof(value)) << ">";
  return out.str();
}

/// Python's repr of the value, as far as there is one; else its type and its place.
template <class T>
std::string shown(const T& value) {
  if constexpr (std::is_convertible_v<const T&, const Tensor&> && requires { value.ndim(); }) {
    return value.ndim() == 0 && !value.is_symbolic() ? value.to_string() : value.repr();
  } else if constexpr (std::is_same_v<T, History>) {
    return object_text(value, "keratin.callbacks.History");
  } else if constexpr (std::is_same_v<T, char>) {
    return python_repr(std::string_view(&value, 1));
  } else if constexpr (std::is_pointer_v<T>) {
    if (value == nullptr) return "None";
    if constexpr (Textual<T>) return repr(value);
    return object_text(*reinterpret_cast<const char*>(value),
                       type_name<std::remove_cv_t<std::remove_pointer_t<T>>>());
  } else if constexpr (is_representable<T>()) {
    return repr(value);
  } else if constexpr (requires(std::ostream & out) { out << value; }) {
    std::ostringstream out;
    out << value;
    return out.str();
  } else {
    return object_text(value, type_name<T>());
  }
}

/// "Out{}, expression": nothing is shown for void, nullptr, None and streams.
struct Out {
  template <class T>
  void operator,(const T& value) const {
    if constexpr (!std::is_same_v<T, std::nullptr_t> && !std::is_base_of_v<std::ios_base, T> &&
                  !std::is_base_of_v<std::nullopt_t, T>) {
      if constexpr (std::is_array_v<T> && !Textual<std::decay_t<T>>) {
        emit_value(shown(std::vector(std::begin(value), std::end(value))));
      } else if constexpr (std::is_array_v<T>) {
        emit_value(shown(std::decay_t<const T&>(value)));
      } else {
        emit_value(shown(value));
      }
    }
  }
};

/// Frees what a variable that a later cell has hidden holds; a thread or a result to come that is
/// under way stays, since it would end the program or wait.
template <class T>
void forget(T& x) {
  if constexpr (requires { x.joinable(); }) {
    if (x.joinable()) return;
  }
  if constexpr (requires {
                  x.wait();
                  x.valid();
                }) {
    if (x.valid()) return;
  }
  if constexpr (std::is_class_v<T> && std::is_default_constructible_v<T> &&
                std::is_move_assignable_v<T>) {
    x = T();
  }
}

}  // namespace keratin::cells
