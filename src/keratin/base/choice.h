// What an argument such as activation = "relu" takes: a name that the compiler checks, an object, a
// shared object, or nothing (Keras's None). One template for all families, so that they cannot
// drift apart.
#pragma once
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "keratin/base/none.h"

namespace keratin {

/// Not constexpr, so that a literal which is no name of its family does not compile, and the
/// compiler's error shows this function.
void unknown_name_in_this_family();

/// A class of a family, and the other strings that mean it: {"MeanSquaredError",
/// {"mean_squared_error", "mse", "MSE"}}. Without a class: words that only compile understands.
struct ClassNames {
  std::string_view class_name;
  std::string_view aliases[5];

  constexpr ClassNames(std::string_view name, std::initializer_list<std::string_view> others)
      : class_name(name), aliases{"", "", "", "", ""} {  // g++ 12 loses empty views of nullptr
    size_t i = 0;
    for (const std::string_view other : others) aliases[i++] = other;
  }

  constexpr bool has(std::string_view name) const {
    if (name.empty()) return false;
    bool is_alias = name == class_name;
    for (const std::string_view alias : aliases) is_alias |= name == alias;
    return is_alias;
  }
};

/// The literal or alias that stands in a family's list, or "" when `name` is none of its names.
constexpr std::string_view listed_name(std::string_view listed, std::string_view name) {
  return listed == name ? listed : std::string_view();
}
constexpr std::string_view listed_name(const ClassNames& listed, std::string_view name) {
  if (name.empty()) return {};
  if (listed.class_name == name) return listed.class_name;
  for (const std::string_view alias : listed.aliases) {
    if (alias == name) return alias;
  }
  return {};
}
template <class Base>
constexpr std::string_view listed_name(std::string_view name) {
  for (const auto& listed : Base::names) {
    if (const std::string_view found = listed_name(listed, name); !found.empty()) return found;
  }
  return {};
}

/// The class that a name or alias means; "" when it is none, or a word for compile.
template <class Base>
std::string_view canonical_name(std::string_view name) {
  for (const ClassNames& listed : Base::names) {
    if (listed.has(name)) return listed.class_name;
  }
  return {};
}

/// Throws ValueError, which lists what is known and guesses what was meant: "unknown loss 'mes'".
[[noreturn]] void throw_unknown_name(std::string_view family, std::string_view name,
                                     const std::string_view* names, size_t count);
[[noreturn]] void throw_unknown_name(std::string_view family, std::string_view name,
                                     const ClassNames* names, size_t count);
template <class Base>
[[noreturn]] void throw_unknown_name(std::string_view name) {
  throw_unknown_name(Base::family, name, std::data(Base::names), std::size(Base::names));
}

/// Base is a family: it has `family` (its word in messages), `names` (all strings that it takes)
/// and `get(name)`, which builds a default instance and throws ValueError for an unknown name.
template <class Base>
class Choice {
 public:
  /// Nothing: make() gives null.
  constexpr Choice() = default;
  constexpr Choice(NoneType) {}  // NOLINT: implicit on purpose

  /// A name in the source: a typo does not compile.
  template <size_t length>
  consteval Choice(const char (&literal)[length]) : name_(literal) {  // NOLINT: implicit on purpose
    if (listed_name<Base>(literal).empty()) unknown_name_in_this_family();
  }

  /// A name that is known only when the program runs: a std::string. Throws ValueError, as named().
  template <class Text>
  requires(std::same_as<Text, std::string> || std::same_as<Text, std::string_view> ||
           std::same_as<Text, const char*>) Choice(const Text& name)  // NOLINT: implicit on purpose
      : Choice(named(name)) {}

  /// An object, which moves in: {.optimizer = optimizers::RMSprop({.learning_rate = 1e-4})}.
  template <class Object>
  requires(std::derived_from<Object, Base> && !std::is_lvalue_reference_v<Object> &&
           !std::is_const_v<Object>) Choice(Object&& object)  // NOLINT: implicit on purpose
      : object_(new std::shared_ptr<Base>(std::make_shared<Object>(std::move(object)))) {}

  /// The caller's object, of which a copy is kept: of an optimizer that is the same one. A model
  /// counts in metrics of its own, made like the one that is given.
  template <std::derived_from<Base> Object>
  requires std::copy_constructible<Object> Choice(
      const Object& object)  // NOLINT: implicit on purpose
      : object_(new std::shared_ptr<Base>(std::make_shared<Object>(object))) {}

  /// An object that is shared with the caller.
  template <std::derived_from<Base> Object>
  Choice(std::shared_ptr<Object> object)  // NOLINT: implicit on purpose
      : object_(object ? new std::shared_ptr<Base>(std::move(object)) : nullptr) {}

  /// A function of the user's, in the families that take one.
  template <class Callable>
  requires(!std::derived_from<std::remove_cvref_t<Callable>, Choice> &&
           !std::derived_from<std::remove_cvref_t<Callable>, Base> &&
           requires(Callable && f) { Base::from_function(std::forward<Callable>(f)); })
      Choice(Callable&& callable)  // NOLINT: implicit on purpose
      : Choice(Base::from_function(std::forward<Callable>(callable))) {}

  /// A name that is known only when the program runs, of the family's or of a class that the user
  /// registered. Throws ValueError for an unknown one.
  static Choice named(std::string_view name) {
    Choice result;
    const std::string_view listed = listed_name<Base>(name);
    if (listed.empty()) return Choice(Base::get(name));
    result.name_ = listed.data();
    return result;
  }

  constexpr Choice(const Choice& other)
      : name_(other.name_),
        object_(other.object_ ? new std::shared_ptr<Base>(*other.object_) : nullptr) {}
  constexpr Choice(Choice&& other) noexcept
      : name_(std::exchange(other.name_, nullptr)),
        object_(std::exchange(other.object_, nullptr)) {}
  constexpr Choice& operator=(Choice other) noexcept {
    std::swap(name_, other.name_);
    std::swap(object_, other.object_);
    return *this;
  }
  constexpr ~Choice() { delete object_; }

  bool is_some() const { return name_ || object_; }
  bool is_name() const { return name_ != nullptr; }
  /// The name, or "" for an object and for nothing.
  std::string_view name() const { return name_ ? std::string_view(name_) : std::string_view(); }
  /// The object, a new default instance for a name, or null for nothing.
  std::shared_ptr<Base> make() const {
    if (object_) return *object_;
    return name_ ? Base::get(name_) : nullptr;
  }

 private:
  const char* name_ = nullptr;
  std::shared_ptr<Base>* object_ = nullptr;  // owned; a literal type cannot hold it by value
};

}  // namespace keratin
