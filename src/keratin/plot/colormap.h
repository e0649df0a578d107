// Colormaps: how imshow turns numbers into colours. Names and colours are Matplotlib's.
#pragma once
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace keratin::plot {

inline constexpr std::string_view colormap_names[] = {
    "viridis", "plasma", "inferno", "magma", "cividis", "gray",     "binary", "Greys",
    "Blues",   "Reds",   "Greens",  "hot",   "jet",     "coolwarm", "RdBu"};

/// Not constexpr: a literal that names no colormap does not compile, and the error shows this name.
/// Throws ValueError where an interpreter evaluates the literal while it runs.
void unknown_colormap_name();

/// One of colormap_names, or with "_r" behind it the same reversed.
class Colormap {
 public:
  /// A name in the source: a typo does not compile.
  template <size_t length>
  consteval Colormap(const char (&literal)[length]) {  // NOLINT: implicit on purpose
    if (!find(literal)) unknown_colormap_name();
  }
  /// A name that is known only when the program runs. Throws ValueError for an unknown one.
  static Colormap named(std::string_view name);
  template <class T>
  requires(std::convertible_to<const T&, std::string_view> && !std::is_array_v<T>)
      Colormap(const T& name)
      : Colormap(named(name)) {}  // NOLINT: implicit on purpose

  /// Red, green and blue, 0 to 255, of a number between 0 and 1; what lies outside is clipped.
  std::array<uint8_t, 3> operator()(double value) const;

 private:
  Colormap() = default;
  constexpr bool find(std::string_view name) {
    is_reversed_ = name.size() > 2 && name.substr(name.size() - 2) == "_r";
    if (is_reversed_) name.remove_suffix(2);
    for (index_ = 0; index_ < std::size(colormap_names); ++index_) {
      if (colormap_names[index_] == name) return true;
    }
    return false;
  }

  size_t index_ = 0;
  bool is_reversed_ = false;
};

/// plt::cm::binary, as programs in Python write it.
namespace cm {
inline constexpr Colormap viridis = "viridis", plasma = "plasma", inferno = "inferno",
                          magma = "magma", cividis = "cividis", gray = "gray", binary = "binary",
                          Greys = "Greys", Blues = "Blues", Reds = "Reds", Greens = "Greens",
                          hot = "hot", jet = "jet", coolwarm = "coolwarm", RdBu = "RdBu";
}  // namespace cm

}  // namespace keratin::plot
