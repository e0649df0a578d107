#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/plot/draw_internal.h"
#include "keratin/plot/plot.h"

namespace keratin {
namespace {

class Layout : public testing::Test {
 protected:
  void SetUp() override { plt::figure(); }
  static plot::Rectangle cell(size_t i) { return plot::current_figure().places.at(i)->cell; }
};

TEST_F(Layout, PutsTheOnlyPlaceWhereMatplotlibDoes) {
  plt::plot({1, 2});
  EXPECT_NEAR(cell(0).x, 0.125, 1e-12);
  EXPECT_NEAR(cell(0).y, 0.12, 1e-12);
  EXPECT_NEAR(cell(0).right(), 0.9, 1e-12);
  EXPECT_NEAR(cell(0).bottom(), 0.89, 1e-12);
}

TEST_F(Layout, FillsAGridInReadingOrder) {
  plt::subplots(2, 2);
  EXPECT_EQ(plot::current_figure().places.size(), 4u);
  plt::subplot(2, 2, 2);
  const plot::Rectangle second = plot::current_axes().cell;
  plt::subplot(2, 2, 3);
  const plot::Rectangle third = plot::current_axes().cell;
  EXPECT_GT(second.x, third.right());
  EXPECT_GT(third.y, second.bottom());
  EXPECT_NEAR(second.right(), 0.9, 1e-12);
  EXPECT_NEAR(third.bottom(), 0.89, 1e-12);
  EXPECT_EQ(plot::current_figure().places.size(), 4u);
}

TEST_F(Layout, TightLayoutKeepsEverythingInsideAndApart) {
  plt::subplots(2, 2);
  for (int i = 1; i <= 4; ++i) {
    plt::subplot(2, 2, i);
    plt::plot({100000, 200000});
    plt::title("title");
    plt::xlabel("x");
    plt::ylabel("y");
  }
  plt::tight_layout();
  plot::FigureState& figure = plot::current_figure();
  plot::Canvas canvas(plot::FileFormat::png, figure.width, figure.height, 72);
  std::vector<plot::Rectangle> reached;
  for (const auto& axes : figure.places) {
    const plot::Frame frame = plot::frame_of(figure, *axes);
    const plot::Overhang over = plot::overhang_of(*axes, frame, canvas);
    reached.push_back({frame.box.x - over.left, frame.box.y - over.top,
                       frame.box.width + over.left + over.right,
                       frame.box.height + over.top + over.bottom});
  }
  for (size_t i = 0; i < reached.size(); ++i) {
    EXPECT_GT(reached[i].x, 0);
    EXPECT_GT(reached[i].y, 0);
    EXPECT_LT(reached[i].right(), figure.width);
    EXPECT_LT(reached[i].bottom(), figure.height);
    for (size_t j = 0; j < i; ++j) {
      const bool is_apart =
          reached[i].x > reached[j].right() || reached[j].x > reached[i].right() ||
          reached[i].y > reached[j].bottom() || reached[j].y > reached[i].bottom();
      EXPECT_TRUE(is_apart) << i << " and " << j;
    }
  }
}

TEST_F(Layout, SaysWhichPlaceDoesNotExist) {
  try {
    plt::subplot(2, 3, 7);
    FAIL() << "did not throw";
  } catch (const ValueError& error) {
    EXPECT_EQ(error.rule(), "subplot 7 of a grid of 2 x 3 does not exist");
  }
}

TEST_F(Layout, ChecksItsArguments) {
  EXPECT_THROW(plt::figure({.figsize = {5}}), ValueError);
  EXPECT_THROW(plt::figure({.figsize = {-1, 4}}), ValueError);
  EXPECT_THROW(plt::figure({.figsize = {1e6, 1e6}}), ValueError);
  EXPECT_THROW(plt::axis("of"), ValueError);
  EXPECT_THROW(plt::legend({.loc = "top"}), ValueError);
  EXPECT_THROW(plt::xticks({1, 2}, {"one"}), ShapeError);
}

TEST_F(Layout, RemembersWordsAndSwitches) {
  plt::title("Accuracy");
  plt::xlabel("Epochs");
  plt::ylabel("Value");
  plt::axis("off");
  plt::grid();
  plt::legend({.loc = "lower right"});
  const plot::AxesState& axes = plot::current_axes();
  EXPECT_EQ(axes.title.text + axes.xlabel.text + axes.ylabel.text, "AccuracyEpochsValue");
  EXPECT_FALSE(axes.is_visible);
  EXPECT_TRUE(axes.has_grid && axes.legend);
  EXPECT_EQ(axes.legend->loc, "lower right");
}

}  // namespace
}  // namespace keratin
