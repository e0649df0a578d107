#include <gtest/gtest.h>

#include "keratin/plot/figure_internal.h"
#include "keratin/plot/plot.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

TEST(AxesArray, OfARowIsIndexedByOneNumber) {
  auto [fig, axes] = plt::subplots(1, 2);
  axes[0].plot({1, 2});
  axes[-1].set_title("last");
  EXPECT_EQ(axes.size(), 2);
  EXPECT_EQ(plot::current_figure().places[0]->artists.size(), 1u);
  EXPECT_EQ(plot::current_axes().title.text, "last");  // the last one is current, as in Matplotlib
}

TEST(AxesArray, OfAGridIsIndexedByRows) {
  auto [fig, axes] = plt::subplots(2, 3);
  axes[1][2].set_title("a");
  axes[{0, 1}].set_title("b");
  axes(1, 0).set_title("c");
  const auto& places = plot::current_figure().places;
  EXPECT_EQ(places[5]->title.text + places[1]->title.text + places[3]->title.text, "abc");
  EXPECT_EQ(axes.size(), 2);
  EXPECT_EQ(axes.flat().size(), 6u);
}

TEST(AxesArray, OfOnePlaceIsThePlace) {
  auto [fig, ax] = plt::subplots({.figsize = {3, 2}});
  ax.plot({1, 2});
  EXPECT_EQ(plot::current_axes().artists.size(), 1u);
  EXPECT_EQ(plot::current_figure().width, 216);
}

TEST(AxesArray, SaysWhatToWrite) {
  auto made = plt::subplots(2, 2);
  EXPECT_EQ(testing::error_text([&] { made.axes.plot({1}); }),
            "ValueError: these are 2 x 2 plt::Axes; choose one: axes[0], in a grid axes[0][1]");
  EXPECT_EQ(testing::error_text([&] { made.axes[2]; }),
            "ValueError: axes: index 2 is out of bounds for 2");
  EXPECT_EQ(testing::error_text([&] {
              made.axes[{0, -3}];
            }),
            "ValueError: axes: column -3 is out of bounds for 2");
}

TEST(AxesArray, KeepsItsFigure) {
  auto first = plt::subplots(1, 2);
  plt::figure();
  first.axes[0].plot({1, 2});
  EXPECT_TRUE(plot::current_figure().places.empty());
  plt::sca(first.axes[0]);
  EXPECT_EQ(plot::current_axes().artists.size(), 1u);
}

}  // namespace
}  // namespace keratin
