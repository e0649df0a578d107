// The members of an options struct by name, in their order: C++20 has no reflection, but an
// aggregate tells how many initialisers it takes, and the compiler writes a member's name into the
// name of a function that has the member's address as its argument.
#pragma once
#include <string_view>
#include <type_traits>
#include <utility>

#include "keratin/base/generated/tied.h"

namespace keratin::fields {

struct Anything {
  template <class T>
  operator T() const;  // NOLINT: implicit on purpose, never defined
};

template <class T, size_t... i>
constexpr bool takes(std::index_sequence<i...>) {
  return requires { T{(void(i), Anything{})...}; };
}

/// Number of members of the aggregate T.
template <class T, size_t n = 0>
constexpr size_t count() {
  if constexpr (!takes<T>(std::make_index_sequence<n + 1>())) {
    return n;
  } else {
    return count<T, n + 1>();
  }
}

template <class T>
struct Fake {
  T value;
};
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#endif
template <class T>
extern const Fake<T> fake;  // only ever named: its members' addresses are constants

template <class M>
struct Pointer {
  const M* p;
};
template <class M>
Pointer(const M*) -> Pointer<M>;

template <Pointer member>
consteval std::string_view name_of_member() {
  std::string_view name = __PRETTY_FUNCTION__;
#if defined(__clang__)  // ...{&fake.value.units}
  name = name.substr(0, name.find_first_of(")}", name.rfind("value.")));
  return name.substr(name.rfind('.') + 1);
#else  // ...{(& fake<...>.Fake<...>::value.keratin::{anonymous}::Options::units)}
  name = name.substr(0, name.find(')', name.rfind("value.")));
  return name.substr(name.rfind(':') + 1);
#endif
}

/// f("units", options.units), f("activation", options.activation), ...
template <class T, class F>
void for_each(T& options, F&& f) {
  using Plain = std::remove_const_t<T>;
  constexpr size_t n = count<Plain>();
  auto values = tied<n>(options);
  [&]<size_t... i>(std::index_sequence<i...>) {
    (f(name_of_member<Pointer{&std::get<i>(tied<n>(fake<Plain>.value))}>(), std::get<i>(values)),
     ...);
  }
  (std::make_index_sequence<n>());
}
#if defined(__clang__)
#pragma clang diagnostic pop
#endif

/// The name of a class without its namespaces, "Dense"; and "keratin::layers::Dense" with them.
template <class T>
consteval std::string_view full_type_name() {
  std::string_view name = __PRETTY_FUNCTION__;
  name = name.substr(name.find("T = ") + 4);
  return name.substr(0, name.find_first_of(";]"));
}
consteval std::string_view last_part(std::string_view name) {
  const size_t arguments = name.find('<');
  const size_t colon = name.substr(0, arguments).rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}
template <class T>
consteval std::string_view type_name() {
  return last_part(full_type_name<T>());
}

}  // namespace keratin::fields
