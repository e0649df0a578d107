#include "apps/keratin/orientation.h"

#include <algorithm>

namespace keratin::command {
namespace {

/// Numbers of a TIFF in its order of bytes; 0 behind its end.
class TiffNumbers {
 public:
  explicit TiffNumbers(std::string_view tiff) : tiff_(tiff), is_big_(tiff.starts_with("MM")) {}

  size_t at(size_t begin, size_t bytes) const {
    if (begin > tiff_.size() || tiff_.size() - begin < bytes) return 0;
    size_t number = 0;
    for (size_t i = 0; i < bytes; ++i) {
      const size_t place = is_big_ ? begin + i : begin + bytes - 1 - i;
      number = number << 8 | static_cast<unsigned char>(tiff_[place]);
    }
    return number;
  }

 private:
  std::string_view tiff_;
  bool is_big_;
};

}  // namespace

int orientation_of(std::string_view tiff) {
  constexpr size_t tag = 0x0112, entry_bytes = 12;
  if (!tiff.starts_with("MM") && !tiff.starts_with("II")) return 1;
  const TiffNumbers numbers(tiff);
  const size_t directory = numbers.at(4, 4), count = numbers.at(directory, 2);
  for (size_t i = 0; i < count; ++i) {
    const size_t entry = directory + 2 + entry_bytes * i;
    if (numbers.at(entry, 2) != tag) continue;
    const size_t value = numbers.at(entry + 8, 2);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

Picture upright(Picture picture, int orientation) {
  if (orientation == 1) return picture;
  const bool swaps = orientation >= 5;
  const bool from_right =
      orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool from_below =
      orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  Picture turned{picture.width, picture.height, {}};
  if (swaps) std::swap(turned.width, turned.height);
  turned.rgb.reserve(picture.rgb.size());
  for (int64_t y = 0; y < turned.height; ++y) {
    for (int64_t x = 0; x < turned.width; ++x) {
      const int64_t along = swaps ? y : x, down = swaps ? x : y;
      const int64_t column = from_right ? picture.width - 1 - along : along;
      const int64_t row = from_below ? picture.height - 1 - down : down;
      const auto pixel = picture.rgb.begin() + 3 * (row * picture.width + column);
      turned.rgb.insert(turned.rgb.end(), pixel, pixel + 3);
    }
  }
  return turned;
}

}  // namespace keratin::command
