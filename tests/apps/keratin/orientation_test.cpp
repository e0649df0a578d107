#include "apps/keratin/orientation.h"

#include <gtest/gtest.h>

#include <string>

namespace keratin::command {
namespace {

/// A TIFF whose first directory says the orientation, its numbers from the big or the small end.
std::string tiff(int orientation, bool is_big) {
  std::string bytes = is_big ? "MM" : "II";
  const auto add = [&](size_t number, size_t width) {
    for (size_t i = 0; i < width; ++i) {
      bytes += static_cast<char>(number >> 8 * (is_big ? width - 1 - i : i) & 255);
    }
  };
  add(42, 2), add(8, 4);
  add(2, 2);                                        // entries
  add(0x0100, 2), add(3, 2), add(1, 4), add(6, 4);  // another one: the width
  add(0x0112, 2), add(3, 2), add(1, 4);
  add(static_cast<size_t>(orientation), 2), add(0, 2);
  return bytes;
}

TEST(Orientation, IsReadFromBothEnds) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    EXPECT_EQ(orientation_of(tiff(orientation, true)), orientation);
    EXPECT_EQ(orientation_of(tiff(orientation, false)), orientation);
  }
}

TEST(Orientation, IsUprightWhereNothingIsSaid) {
  EXPECT_EQ(orientation_of(""), 1);
  EXPECT_EQ(orientation_of("no TIFF at all"), 1);
  EXPECT_EQ(orientation_of(tiff(9, true)), 1);
  const std::string whole = tiff(6, false);
  for (size_t length = 0; length + 4 < whole.size(); ++length) {
    EXPECT_EQ(orientation_of(whole.substr(0, length)), 1) << length;
  }
  std::string far = whole;
  far[7] = '\x7f';  // the directory lies behind the end
  EXPECT_EQ(orientation_of(far), 1);
}

/// The red of each pixel, row by row.
std::string reds(const Picture& picture) {
  std::string result;
  for (size_t i = 0; i < picture.rgb.size(); i += 3) {
    if (i > 0 && i / 3 % static_cast<size_t>(picture.width) == 0) result += '/';
    result += static_cast<char>(picture.rgb[i]);
  }
  return result;
}

TEST(Upright, TurnsAsTheTagSays) {
  Picture picture{3, 2, {}};
  for (const char letter : std::string("abcdef")) {
    picture.rgb.insert(picture.rgb.end(), 3, static_cast<uint8_t>(letter));
  }
  const std::string expected[] = {"abc/def",  "cba/fed",  "fed/cba",  "def/abc",
                                  "ad/be/cf", "da/eb/fc", "fc/eb/da", "cf/be/ad"};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    EXPECT_EQ(reds(upright(picture, orientation)), expected[orientation - 1]) << orientation;
  }
}

}  // namespace
}  // namespace keratin::command
