// Looks at the pixels: each thing that is asked for appears where its data says.
#include <gtest/gtest.h>

#include <cmath>

#include "keratin/plot/draw_internal.h"
#include "keratin/plot/plot.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

using Rgb = std::array<int, 3>;

class Draw : public testing::Test {
 protected:
  void SetUp() override { plt::figure({.dpi = 72}); }  // a pixel is a point

  plot::Pixels pixels() {
    const plot::FigureState& figure = plot::current_figure();
    plot::Canvas canvas(plot::FileFormat::png, figure.width, figure.height, figure.dpi);
    plot::draw(figure, canvas);
    return canvas.pixels();
  }
  static Rgb at(const plot::Pixels& from, double x, double y) {
    const auto column = static_cast<int>(x), row = static_cast<int>(y);
    const uint8_t* rgba = from.rgba.data() + (row * from.width + column) * 4;
    return {rgba[0], rgba[1], rgba[2]};
  }
  Rgb at_data(double x, double y) {
    const plot::Point point = plot::frame_of(plot::current_figure(), plot::current_axes()).at(x, y);
    return at(pixels(), point.x, point.y);
  }
  static int count(const plot::Pixels& from, const Rgb& color) {
    int found = 0;
    for (int row = 0; row < from.height; ++row) {
      for (int column = 0; column < from.width; ++column) found += at(from, column, row) == color;
    }
    return found;
  }
};

const Rgb white = {255, 255, 255}, red = {255, 0, 0}, green = {0, 128, 0};

TEST_F(Draw, FillsBarsFromZeroToTheirHeight) {
  plt::bar({0, 1}, {2, 4}, {.color = "red"});
  EXPECT_EQ(at_data(0, 1.9), red);
  EXPECT_EQ(at_data(0, 2.1), white);
  EXPECT_EQ(at_data(1, 3.9), red);
  EXPECT_EQ(at_data(0.5, 1), white);
}

TEST_F(Draw, DrawsThickLinesThroughTheirPoints) {
  plt::plot({0, 10}, {0, 10}, {.color = "green", .linewidth = 6});
  EXPECT_EQ(at_data(5, 5), green);
  EXPECT_EQ(at_data(5, 7), white);
}

TEST_F(Draw, InterruptsALineAtNan) {
  plt::plot({0, 4, NAN, 6, 10}, {0, 4, 5, 6, 10}, {.color = "green", .linewidth = 6});
  EXPECT_EQ(at_data(3, 3), green);
  EXPECT_EQ(at_data(5, 5), white);
  EXPECT_EQ(at_data(8, 8), green);
}

TEST_F(Draw, DrawsEveryMarkerAtItsPoint) {
  for (const char* marker : {"o", "s", "^", "v", "<", ">", "D", "d", "+", "x", "*"}) {
    plt::figure({.dpi = 72});
    plt::scatter({1, 2, 3}, {1, 2, 3}, {.s = 400, .marker = marker, .color = "red"});
    const Rgb found = at_data(2, 2);
    EXPECT_TRUE(found[0] == 255 && found[1] < 140) << marker;
  }
}

TEST_F(Draw, PutsTheFirstRowOfAnImageOnTop) {
  plt::imshow(tensor({{{255, 0, 0}, {255, 255, 255}}, {{0, 128, 0}, {0, 128, 0}}}, uint8));
  EXPECT_EQ(at_data(0, 0), red);
  EXPECT_EQ(at_data(1, 0), white);
  EXPECT_EQ(at_data(0, 1), green);
  const plot::Frame frame = plot::frame_of(plot::current_figure(), plot::current_axes());
  EXPECT_NEAR(frame.box.width, frame.box.height, 1e-9);
  EXPECT_LT(frame.at(0, 0).y, frame.at(0, 1).y);
}

TEST_F(Draw, HidesFrameAndTicksWhenTheAxisIsOff) {
  plt::plot({1, 2}, {.linestyle = "none"});
  EXPECT_LT(count(pixels(), white), 461 * 346 - 1000);
  plt::axis("off");
  EXPECT_EQ(count(pixels(), white), pixels().width * pixels().height);
}

TEST_F(Draw, DrawsGridTitleAndLegend) {
  plt::plot({1, 2, 3}, {.label = "curve"});
  const int plain = count(pixels(), white);
  plt::grid();
  const int with_grid = count(pixels(), white);
  EXPECT_LT(with_grid, plain);
  plt::title("Title");
  const int with_title = count(pixels(), white);
  EXPECT_LT(with_title, with_grid);
  plt::legend();
  EXPECT_NE(count(pixels(), white), with_title);
}

TEST_F(Draw, LeavesAMarginOfFivePercentButNotUnderBars) {
  plt::plot({0, 10}, {0, 20});
  plot::Frame frame = plot::frame_of(plot::current_figure(), plot::current_axes());
  EXPECT_DOUBLE_EQ(frame.x.low, -0.5);
  EXPECT_DOUBLE_EQ(frame.y.high, 21);
  plt::figure();
  plt::barplot({1, 2});
  frame = plot::frame_of(plot::current_figure(), plot::current_axes());
  EXPECT_EQ(frame.y.low, 0);
  EXPECT_DOUBLE_EQ(frame.y.high, 2.1);
}

TEST_F(Draw, PutsTheBestLegendWhereNothingIs) {
  plt::plot({0, 1, 2, 3}, {0, 1, 2, 3}, {.label = "rising"});
  plt::legend();
  const plot::Pixels drawn = pixels();
  const plot::Frame frame = plot::frame_of(plot::current_figure(), plot::current_axes());
  // The sample of the line lies in the upper left corner, where the curve is not.
  int blue = 0;
  for (int dy = 8; dy < 16; ++dy) {
    const Rgb found = at(drawn, frame.box.x + 20, frame.box.y + dy);
    blue += found[2] > 150 && found[0] < 120;
  }
  EXPECT_GT(blue, 0);
}

}  // namespace
}  // namespace keratin
