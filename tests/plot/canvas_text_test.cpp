#include <gtest/gtest.h>

#include "keratin/plot/canvas_internal.h"

namespace keratin::plot {
namespace {

/// Where the ink of the words lies when they are placed at (100, 100).
Rectangle ink_of(std::string_view words, const TextStyle& style = {}) {
  Canvas canvas(FileFormat::none, 200, 200, 72);
  canvas.text({100, 100}, words, style);
  return canvas.extents();
}

TEST(CanvasText, EndsLines) {
  const Rectangle one = ink_of("HH"), two = ink_of("HH\nHH");
  EXPECT_NEAR(two.width, one.width, 1);
  EXPECT_NEAR(two.height - one.height, 12, 1);  // DejaVu Sans: 1.2 times its size of 10
  EXPECT_NEAR(two.bottom(), one.bottom(), 1);   // the last line stands on the base line
  EXPECT_NEAR(Canvas::text_height("a\nb", 10), 24, 1e-9);
  EXPECT_NEAR(Canvas::text_height("a", 10), 10, 1e-9);
  Canvas canvas(FileFormat::none, 200, 200, 72);
  EXPECT_EQ(canvas.text_width("wide line\na", 10), canvas.text_width("wide line", 10));
}

TEST(CanvasText, StandsWhereItsAlignmentSays) {
  const TextStyle centered = {.horizontal = Horizontal::center, .vertical = Vertical::center};
  const Rectangle ink = ink_of("HHHH", centered);
  EXPECT_NEAR(ink.x + ink.width / 2, 100, 1);
  EXPECT_LT(ink_of("HHHH", {.horizontal = Horizontal::right}).right(), 101);
  EXPECT_GT(ink_of("HHHH", {.vertical = Vertical::top}).y, 98);
  EXPECT_LT(ink_of("HHHH", {.vertical = Vertical::bottom}).bottom(), 101);
  const Rectangle upright = ink_of(
      "HHHH", {.horizontal = Horizontal::right, .vertical = Vertical::center, .rotation = 90});
  EXPECT_GT(upright.height, 2 * upright.width);
  EXPECT_LT(upright.right(), 101);
  EXPECT_NEAR(upright.y + upright.height / 2, 100, 1.5);
}

TEST(CanvasText, RaisesPowers) {
  const Rectangle plain = ink_of("10"), power = ink_of(
                                            "10\x0e"
                                            "2\x0f");
  EXPECT_GT(power.width, plain.width);
  EXPECT_LT(power.width, ink_of("102").width);
  EXPECT_LT(power.y, plain.y);
}

}  // namespace
}  // namespace keratin::plot
