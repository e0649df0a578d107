// What templates of the library ask of their arguments, by name.
#pragma once
#include <concepts>
#include <string>
#include <type_traits>

namespace keratin {

template <class T>
concept Arithmetic = std::is_arithmetic_v<T>;

template <class T>
concept NotBool = !std::same_as<T, bool>;

/// An integer that is meant as a number: neither bool nor char.
template <class T>
concept PlainInteger = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;

template <class T>
concept HasToString = requires(const T& value) {
  { value.to_string() } -> std::convertible_to<std::string>;
};

}  // namespace keratin
