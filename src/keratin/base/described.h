// An options struct is Keras's argument list: names, order, defaults. Described makes of it the
// class name, the configuration, equality, and the way back from a configuration, so that a class
// says its arguments once. Each family has its short form: LayerOf, LossOf, MetricOf, ...
#pragma once
#include <concepts>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include "keratin/base/fields.h"
#include "keratin/base/member.h"
#include "keratin/base/registry.h"

namespace keratin {

/// A name that an argument had in older files: {"output_dim", "units"}.
struct Renamed {
  std::string_view before, now;
};

/// The arguments of a class that has none.
struct NoOptions {};

/// What a class says of its arguments, beside their names and defaults.
struct ArgumentRules {
  std::span<const Renamed> renamed;
  std::span<const std::string_view> written_if_changed, ignored;
  bool (*comes_first)(std::string_view name);
  bool (*is_hidden)(std::string_view name);
  bool (*is_ignored_name)(std::string_view name, const ConfigValue& value);
};
/// The configuration of an object: `base`, and after it its arguments.
Config config_of_members(Config base, std::span<const Member> members,
                         std::span<const Member> defaults, const ArgumentRules& rules);
/// Sets the members from a configuration. Throws ValueError, which names the class, for a name that
/// is no argument, unless its value is None, and for a value that does not fit.
void read_members(const Config& config, std::span<const Member> members,
                  std::string_view class_name, const ArgumentRules& rules);

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
  requires has_common Described(Options&& options, std::bool_constant<has_common>)
      : Base(Base::common(options, fields::type_name<Self>())), options_(std::move(options)) {}
  template <bool has_common>
  requires(!has_common) Described(Options&& options, std::bool_constant<has_common>)
      : options_(std::move(options)) {}
  static constexpr ArgumentRules rules();
};

template <class Self, class Options, class Base>
constexpr ArgumentRules Described<Self, Options, Base>::rules() {
  ArgumentRules rules{.renamed = {},
                      .written_if_changed = {},
                      .ignored = {},
                      .comes_first = Base::comes_first,
                      .is_hidden = Base::is_hidden,
                      .is_ignored_name = Self::is_ignored_name};
  if constexpr (requires { Self::renamed; }) rules.renamed = Self::renamed;
  if constexpr (requires { Self::written_if_changed; }) {
    rules.written_if_changed = Self::written_if_changed;
  }
  if constexpr (requires { Self::ignored; }) rules.ignored = Self::ignored;
  return rules;
}

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
  const Options defaults;
  return config_of_members(Base::base_config(), members_of(options_), members_of(defaults),
                           rules());
}

template <class Self, class Options, class Base>
std::shared_ptr<typename Base::Family> Described<Self, Options, Base>::from_config(
    const Config& config) {
  Options options;
  read_members(config, members_of(options), fields::type_name<Self>(), rules());
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
