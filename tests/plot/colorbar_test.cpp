#include <gtest/gtest.h>

#include "keratin/plot/draw_internal.h"
#include "keratin/plot/plot.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using Rgb = std::array<int, 3>;

Rgb color_at(const plot::Pixels& pixels, double x, double y) {
  const uint8_t* rgba =
      pixels.rgba.data() + (static_cast<int>(y) * pixels.width + static_cast<int>(x)) * 4;
  return {rgba[0], rgba[1], rgba[2]};
}

TEST(Colorbar, StandsBesideItsPlaceWithTheLastColourOnTop) {
  plt::figure({.dpi = 72});
  plt::imshow(tensor({{1, 2}, {3, 4}}), "gray");
  plt::colorbar({.label = "value"});
  const plot::FigureState& figure = plot::current_figure();
  const plot::Frame frame = plot::frame_of(figure, plot::current_axes());
  EXPECT_NEAR(frame.box.right(), frame.cell.x + 0.8 * frame.cell.width, 1e-9);
  plot::Canvas canvas(plot::FileFormat::png, figure.width, figure.height, 72);
  plot::draw(figure, canvas);
  const plot::Pixels pixels = canvas.pixels();
  const double x = frame.box.right() + 0.05 * frame.cell.width + 5;
  EXPECT_NEAR(color_at(pixels, x, frame.cell.y + 3)[0], 255, 3);
  EXPECT_NEAR(color_at(pixels, x, frame.cell.bottom() - 3)[0], 0, 3);
  EXPECT_NEAR(color_at(pixels, x, frame.cell.y + frame.cell.height / 2)[1], 128, 2);
}

TEST(Colorbar, WantsColours) {
  plt::figure();
  plt::plot({1, 2});
  EXPECT_EQ(testing::error_text([] { plt::colorbar(); }),
            "ValueError: plot::colorbar: nothing was drawn through a colormap there\n"
            "  hint  imshow a (height, width) tensor, or scatter with .c, before it");
}

TEST(Colorbar, HasRoomInATightLayout) {
  plt::figure();
  plt::scatter({1, 2}, {1, 2}, {.c = {1e9, 3e9}});
  plt::colorbar();
  plt::tight_layout();
  const plot::FigureState& figure = plot::current_figure();
  plot::Canvas canvas(plot::FileFormat::none, figure.width, figure.height, 72);
  plot::draw_places(figure, canvas);
  EXPECT_LT(canvas.extents().right(), figure.width);
  EXPECT_GT(canvas.extents().y, 0);
}

}  // namespace
}  // namespace keratin
