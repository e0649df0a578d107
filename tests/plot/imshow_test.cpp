#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/plot/figure_internal.h"
#include "keratin/plot/plot.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

class Imshow : public testing::Test {
 protected:
  void SetUp() override { plt::figure(); }
  const plot::Pixels& shown() {
    return std::get<plot::Image>(plot::current_axes().artists.at(0)).pixels;
  }
};

using Bytes = std::vector<uint8_t>;

TEST_F(Imshow, StretchesTheColormapOverTheValues) {
  plt::imshow(tensor({{10, 20}}), {.cmap = "gray"});
  EXPECT_EQ(shown().rgba, (Bytes{0, 0, 0, 255, 255, 255, 255, 255}));
  EXPECT_EQ(shown().width, 2);
  EXPECT_EQ(shown().height, 1);
}

TEST_F(Imshow, KeepsToVminAndVmax) {
  plt::imshow(tensor({{0, 51}}), {.cmap = plt::cm::gray, .vmin = 0, .vmax = 255});
  EXPECT_EQ(shown().rgba, (Bytes{0, 0, 0, 255, 51, 51, 51, 255}));
}

TEST_F(Imshow, TakesColourImages) {
  plt::imshow(tensor({{{1, 2, 3}}}, uint8));
  EXPECT_EQ(shown().rgba, (Bytes{1, 2, 3, 255}));
  plt::figure();
  plt::imshow(tensor({{{1.0, 0.0, 2.0, 0.0}}}));
  EXPECT_EQ(shown().rgba, (Bytes{255, 0, 255, 0}));
}

TEST_F(Imshow, TakesOneChannelAsGray) {
  plt::imshow(zeros({2, 3, 1}));
  EXPECT_EQ(shown().width, 3);
}

TEST_F(Imshow, RefusesABatchWithAHint) {
  try {
    plt::imshow(zeros({8, 28, 28, 1}));
    FAIL() << "did not throw";
  } catch (const ShapeError& error) {
    EXPECT_STREQ(error.what(),
                 "ShapeError: plot::imshow draws (height, width) or (height, width, 1, 3 or 4)\n"
                 "  x     float32 (8, 28, 28, 1)\n"
                 "  hint  draw one image of the batch: x[0]");
  }
  EXPECT_THROW(plt::imshow(zeros({2, 2, 2})), ShapeError);
  EXPECT_THROW(plt::imshow(zeros({0, 5})), ShapeError);
}

}  // namespace
}  // namespace keratin
