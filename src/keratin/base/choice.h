// What an argument such as activation = "relu" takes: a name that the compiler checks, an object, a
// shared object, or nothing (Keras's None). One template for all families, so that they cannot
// drift apart.
#pragma once
#include <concepts>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace keratin {

/// Not constexpr, so that a literal which is no name of its family does not compile, and the
/// compiler's error shows this function.
void unknown_name_in_this_family();

/// The entry of `names` that equals `name`; throws ValueError, which lists what is known and
/// guesses what was meant: "unknown loss 'mes'".
const char* known_name(std::string_view family, std::string_view name,
                       const std::string_view* names, size_t count);

/// Base is a family: it has `family` (its word in messages), `names` (all strings that it takes)
/// and `get(name)`, which builds a default instance.
template <class Base>
class Choice {
 public:
  /// Nothing: make() gives null.
  constexpr Choice() = default;

  /// A name in the source: a typo does not compile.
  template <size_t length>
  consteval Choice(const char (&literal)[length]) : name_(literal) {  // NOLINT: implicit on purpose
    bool is_known = false;
    for (const std::string_view known : Base::names) is_known |= known == literal;
    if (!is_known) unknown_name_in_this_family();
  }

  /// An object, which moves in: {.optimizer = optimizers::RMSprop({.learning_rate = 1e-4})}.
  template <class Object>
  requires(std::derived_from<Object, Base> && !std::is_lvalue_reference_v<Object> &&
           !std::is_const_v<Object>) Choice(Object&& object)  // NOLINT: implicit on purpose
      : object_(new std::shared_ptr<Base>(std::make_shared<Object>(std::move(object)))) {}

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

  /// A name that is known only when the program runs. Throws ValueError for an unknown one.
  static Choice named(std::string_view name) {
    Choice result;
    result.name_ = known_name(Base::family, name, std::data(Base::names), std::size(Base::names));
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
