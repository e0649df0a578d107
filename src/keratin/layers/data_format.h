// Where the channels of an input stand: data_format = "channels_first".
#pragma once
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

#include "keratin/base/config.h"
#include "keratin/base/none.h"

namespace keratin::layers {

/// Not constexpr, so that a literal which is no data format does not compile, and the compiler's
/// error shows this function.
void data_format_is_channels_last_or_channels_first();

/// "channels_last", the default: x [batch, ..., channels]; "channels_first": x [batch, channels,
/// ...].
class DataFormat {
 public:
  constexpr DataFormat() = default;
  constexpr DataFormat(NoneType) {}  // NOLINT: implicit on purpose
  /// A name in the source: a typo does not compile.
  template <size_t length>
  consteval DataFormat(const char (&literal)[length]) {  // NOLINT: implicit on purpose
    is_first_ = std::string_view(literal) == kFirst;
    if (!is_first_ && std::string_view(literal) != kLast) {
      data_format_is_channels_last_or_channels_first();
    }
  }
  /// A name that is known only when the program runs. Throws ValueError, as named().
  template <class Text>
  requires(std::same_as<Text, std::string> || std::same_as<Text, std::string_view> ||
           std::same_as<Text, const char*>)
      DataFormat(const Text& name)  // NOLINT: implicit on purpose
      : DataFormat(named(name)) {}
  /// Throws ValueError for another name than the two.
  static DataFormat named(std::string_view name);

  bool is_channels_first() const { return is_first_; }
  std::string_view name() const { return is_first_ ? kFirst : kLast; }
  bool operator==(const DataFormat&) const = default;

  friend ConfigValue to_value(DataFormat x) { return x.name(); }
  /// Reads None as the default.
  friend void from_value(const ConfigValue& value, DataFormat& x) {
    x = value.is_none() ? DataFormat() : named(value.as_string());
  }

 private:
  static constexpr std::string_view kLast = "channels_last", kFirst = "channels_first";
  bool is_first_ = false;
};

}  // namespace keratin::layers
