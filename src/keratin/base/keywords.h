// Keyword arguments in any order: model.fit(x, y, "epochs"_a = 5, "batch_size"_a = 128). Braces,
// {.batch_size = 128, .epochs = 5}, want the order of the signature. Everything that takes an
// options struct takes one such argument, and several in parentheses: layers::Dense(64, ("name"_a =
// "hidden", "activation"_a = "relu")). The compiler checks the names
// (docs/decisions/keyword-arguments.md).
#pragma once
#include <array>
#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "keratin/base/concepts.h"
#include "keratin/base/fields.h"

namespace keratin {
namespace keywords {

/// The name of an argument as a template argument.
template <size_t n>
struct Name {
  char letters[n] = {};
  consteval Name(const char (&literal)[n]) {  // NOLINT: implicit on purpose
    for (size_t i = 0; i < n; ++i) letters[i] = literal[i];
  }
  constexpr std::string_view view() const { return {letters, n - 1}; }
};

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#endif
/// The names of the members of Options, in their order.
template <class Options>
consteval auto names_of() {
  constexpr size_t n = fields::count<Options>();
  return []<size_t... i>(std::index_sequence<i...>) {
    return std::array<std::string_view, n>{fields::name_of_member<fields::Pointer{
        &std::get<i>(fields::tied<n>(fields::fake<Options>.value))}>()...};
  }
  (std::make_index_sequence<n>());
}
#if defined(__clang__)
#pragma clang diagnostic pop
#endif
/// Which member has that name; their number when none has.
template <class Options>
consteval size_t index_of(std::string_view name) {
  constexpr auto names = names_of<Options>();
  size_t at = 0;
  while (at < names.size() && names[at] != name) ++at;
  return at;
}

/// options' member of that name = value; whole numbers become floats, floats never whole numbers.
template <class Member, class V>
void assign(Member& member, V&& value) {
  using Value = std::remove_cvref_t<V>;
  if constexpr (std::same_as<Member, bool>) {
    static_assert(std::same_as<Value, bool>, "this argument takes true or false");
    member = value;
  } else if constexpr (std::is_arithmetic_v<Member>) {
    static_assert(std::is_arithmetic_v<Value> && !std::same_as<Value, bool>,
                  "this argument takes a number");
    static_assert(std::floating_point<Member> || std::integral<Value>,
                  "this argument takes a whole number");
    member = static_cast<Member>(value);
  } else if constexpr (requires {
                         typename Member::value_type;
                         member.has_value();
                       } &&
                       std::is_arithmetic_v<Value>) {
    assign(member.emplace(), value);
  } else {
    static_assert(std::constructible_from<Member, V>, "this argument does not take such a value");
    member = Member(std::forward<V>(value));
  }
}

template <class T>
concept IsOptions = std::is_class_v<T> && std::is_aggregate_v<T> && std::default_initializable<T>;

/// "epochs"_a = 5. Becomes any options struct with a member of that name.
template <Name name, class Value>
struct Keyword {
  Value value;
  static constexpr std::string_view key() { return name.view(); }

  template <class Options>
  static constexpr bool fits = index_of<Options>(name.view()) < fields::count<Options>();

  template <IsOptions Options>
  requires fits<Options>
  operator Options() && {  // NOLINT: implicit on purpose
    Options options{};
    std::move(*this).put(options);
    return options;
  }

  template <class Options>
  void put(Options& options) && {
    constexpr size_t i = index_of<Options>(name.view());
    assign(std::get<i>(fields::tied<fields::count<Options>()>(options)), std::move(value));
  }
};

template <class T>
inline constexpr bool is_keyword = false;
template <Name name, class Value>
inline constexpr bool is_keyword<Keyword<name, Value>> = true;
template <class T>
concept IsKeyword = is_keyword<std::remove_cvref_t<T>>;

/// Whether no two have one name.
template <IsKeyword... K>
consteval bool are_distinct() {
  const std::array<std::string_view, sizeof...(K) + 1> keys = {K::key()..., ""};
  for (size_t i = 0; i < sizeof...(K); ++i) {
    for (size_t k = 0; k < i; ++k) {
      if (keys[i] == keys[k]) return false;
    }
  }
  return true;
}

/// ("epochs"_a = 5, "batch_size"_a = 128). Becomes any options struct with members of these names.
template <IsKeyword... K>
struct Keywords {
  std::tuple<K...> list;

  template <IsOptions Options>
  requires(K::template fits<Options>&&...) operator Options() && {  // NOLINT: implicit on purpose
    static_assert(are_distinct<K...>(), "an argument is given twice");
    Options options{};
    std::apply([&](K&... k) { (std::move(k).put(options), ...); }, list);
    return options;
  }
};
template <IsKeyword A, IsKeyword B>
Keywords<std::decay_t<A>, std::decay_t<B>> operator,(A&& a, B&& b) {
  return {{std::forward<A>(a), std::forward<B>(b)}};
}
template <IsKeyword... K, IsKeyword B>
Keywords<K..., std::decay_t<B>> operator,(Keywords<K...> all, B&& b) {
  return {std::tuple_cat(std::move(all.list), std::tuple(std::forward<B>(b)))};
}

/// The options that those arguments make; the others have their defaults.
template <IsOptions Options, IsKeyword... K>
Options options(K&&... arguments) {
  static_assert((std::remove_cvref_t<K>::template fits<Options> && ...),
                "no argument of that name: see the options struct");
  static_assert(are_distinct<std::remove_cvref_t<K>...>(), "an argument is given twice");
  Options result{};
  (std::remove_cvref_t<K>(std::forward<K>(arguments)).put(result), ...);
  return result;
}

template <Name name>
struct Argument {
  template <class T>
  constexpr auto operator=(T&& value) const {
    return Keyword<name, std::decay_t<T>>{std::forward<T>(value)};
  }
  auto operator=(std::initializer_list<const char*> list) const {
    return Keyword<name, std::vector<std::string>>{{list.begin(), list.end()}};
  }
};

}  // namespace keywords

/// "epochs"_a = 5
template <keywords::Name name>
consteval keywords::Argument<name> operator""_a() {
  return {};
}

}  // namespace keratin
