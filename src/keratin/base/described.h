// An options struct is Keras's argument list: names, order, defaults. Described makes of it the
// class name, the configuration, equality, and the way back from a configuration, so that a class
// says its arguments once. Each family has its short form: LayerOf, LossOf, MetricOf, ...
#pragma once
#include <concepts>
#include <iterator>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

#include "keratin/base/config_members.h"
#include "keratin/base/error.h"
#include "keratin/base/fields.h"
#include "keratin/base/registry.h"

namespace keratin {

/// A name that an argument had in older files: {"output_dim", "units"}.
struct Renamed {
  std::string_view before, now;
};

/// The arguments of a class that has none.
struct NoOptions {};

/// Throws ValueError for a name that is no argument of the class; `names` are those it has.
[[noreturn]] void throw_unknown_argument(std::string_view class_name, std::string_view name,
                                         const std::vector<std::string_view>& names);
/// "keras.layers" for a class in keratin::layers, "" for one that is not the library's.
std::string_view module_of(std::string_view full_type_name);

/// Whether a family takes a part of the options for itself: Base(Base::common(options, name)).
template <class Base, class Options>
concept HasCommon = requires(const Options& options) {
  Base::common(options, std::string_view());
};

/// Self, a Base whose arguments are Options. Self may say, as static constexpr arrays:
///   Renamed renamed[]                   arguments that had other names in older files
///   std::string_view written_if_changed[]   arguments that Keras does not write; here they are
///                                       written when they differ from the default
///   std::string_view ignored[]          names in files that mean nothing here
/// No body stands in the class, not even a short one: behind `extern template class Described<...>`
/// after Self's header, whoever includes that header compiles none of them.
template <class Self, class Options, class Base>
class Described : public Base {
 public:
  std::string_view class_name() const override;
  std::string_view module() const override;
  Config get_config() const override;
  /// An object with these arguments; defaults for those that are not there. Throws ValueError for
  /// a name that is no argument, unless its value is None, and for values that do not fit.
  static std::shared_ptr<typename Base::Family> from_config(const Config& config);
  const Options& options() const { return options_; }

 protected:
  Described() : Described(Options{}) {}
  explicit Described(Options options);

  Options options_;

 private:
  template <bool has_common>
  requires has_common Described(Options options, std::bool_constant<has_common>)
      : Base(Base::common(options, fields::type_name<Self>())), options_(std::move(options)) {}
  template <bool has_common>
  requires(!has_common) Described(Options options, std::bool_constant<has_common>)
      : options_(std::move(options)) {}
};

namespace fields {

template <class List>
constexpr bool has_word(const List& list, std::string_view word) {
  for (const std::string_view entry : list) {
    if (entry == word) return true;
  }
  return false;
}

template <class Self>
constexpr bool is_written_if_changed(std::string_view name) {
  if constexpr (requires { Self::written_if_changed; }) {
    return has_word(Self::written_if_changed, name);
  }
  return false;
}
template <class Self>
constexpr bool is_ignored(std::string_view name) {
  if constexpr (requires { Self::ignored; }) return has_word(Self::ignored, name);
  return false;
}

/// The present name of an argument.
template <class Self>
std::string_view present_name(std::string_view name) {
  if constexpr (requires { Self::renamed; }) {
    for (const Renamed& renamed : Self::renamed) {
      if (renamed.before == name) return renamed.now;
    }
  }
  return name;
}

/// Sets the members of `options` from a configuration.
template <class Self, class Options>
void read_options(const Config& config, Options& options, std::string_view class_name) {
  std::vector<std::string_view> names;
  for_each(options, [&](std::string_view name, auto&) { names.push_back(name); });
  for (const Config::Item& item : config) {
    const std::string& given = item.first;
    const ConfigValue& value = item.second;
    const std::string_view wanted = present_name<Self>(given);
    bool is_known = false;
    for_each(options, [&](std::string_view name, auto& member) {
      if (name != wanted) return;
      is_known = true;
      try {
        from_value(value, member);
      } catch (Error& error) {
        error.add_where(given);
        error.add_where(class_name);
        throw;
      }
    });
    if (is_known || value.is_none() || is_ignored<Self>(given)) continue;
    if (!Self::is_ignored_name(given, value)) throw_unknown_argument(class_name, given, names);
  }
}

}  // namespace fields

template <class Self, class Options, class Base>
Described<Self, Options, Base>::Described(Options options)
    : Described(std::move(options), std::bool_constant<HasCommon<Base, Options>>{}) {}

template <class Self, class Options, class Base>
std::string_view Described<Self, Options, Base>::class_name() const {
  return fields::type_name<Self>();
}

template <class Self, class Options, class Base>
std::string_view Described<Self, Options, Base>::module() const {
  return module_of(fields::full_type_name<Self>());
}

template <class Self, class Options, class Base>
Config Described<Self, Options, Base>::get_config() const {
  Config config = Base::base_config();
  fields::for_each(options_, [&](std::string_view name, const auto& member) {
    if (Base::comes_first(name)) config.set(name, to_value(member));
  });
  fields::for_each(options_, [&](std::string_view name, const auto& member) {
    if (config.contains(name) || Base::is_hidden(name)) return;
    config.set(name, to_value(member));
  });
  const Options defaults;
  fields::for_each(defaults, [&](std::string_view name, const auto& member) {
    if (!fields::is_written_if_changed<Self>(name) || Base::is_hidden(name)) return;
    if (to_value(member) == config[name]) config.erase(name);
  });
  return config;
}

template <class Self, class Options, class Base>
std::shared_ptr<typename Base::Family> Described<Self, Options, Base>::from_config(
    const Config& config) {
  Options options;
  fields::read_options<Self>(config, options, fields::type_name<Self>());
  std::shared_ptr<Self> made;
  if constexpr (std::constructible_from<Self, Options>) {
    made = std::make_shared<Self>(std::move(options));
  } else {
    static_assert(std::is_same_v<Options, NoOptions>, "give it a constructor that takes Options");
    made = std::make_shared<Self>();
  }
  if constexpr (requires { made->configure(config); }) made->configure(config);
  return made;
}

}  // namespace keratin
