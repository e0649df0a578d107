#include "keratin/plot/polyline_internal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace keratin::plot {
namespace {

const Rectangle square = {0, 0, 10, 10};

double distance_to_segment(const Point& at, const Point& a, const Point& b) {
  const double dx = b.x - a.x, dy = b.y - a.y, squared = dx * dx + dy * dy;
  double part = squared > 0 ? ((at.x - a.x) * dx + (at.y - a.y) * dy) / squared : 0;
  part = std::clamp(part, 0.0, 1.0);
  return std::hypot(at.x - a.x - part * dx, at.y - a.y - part * dy);
}

double distance_to_line(const Point& at, const std::vector<Point>& line) {
  double nearest = INFINITY;
  for (size_t i = 1; i < line.size(); ++i) {
    nearest = std::min(nearest, distance_to_segment(at, line[i - 1], line[i]));
  }
  return nearest;
}

TEST(Polyline, SimplifiedRunsByAllItsPoints) {
  std::mt19937 random(7);
  std::normal_distribution<double> noise;
  std::vector<Point> line;
  for (int i = 0; i < 20000; ++i) line.push_back({i * 0.02, 100 + 30 * noise(random)});
  const std::vector<Point> fewer = simplified(line, 0.1);
  EXPECT_LT(fewer.size(), line.size() / 2);
  EXPECT_GT(fewer.size(), 100u);
  for (size_t i = 0; i < line.size(); i += 97) {
    EXPECT_LT(distance_to_line(line[i], fewer), 0.2) << i;
  }
  EXPECT_EQ(fewer.front().y, line.front().y);
  EXPECT_EQ(fewer.back().y, line.back().y);
}

TEST(Polyline, SimplifiedKeepsCornersAndDropsWhatLiesOnTheWay) {
  const std::vector<Point> fewer =
      simplified({{0, 0}, {1, 0}, {2, 0}, {5, 0}, {3, 0}, {3, 4}, {3, 8}}, 0.1);
  ASSERT_EQ(fewer.size(), 4u);
  EXPECT_EQ(fewer[1].x, 5);
  EXPECT_EQ(fewer[2].x, 3);
  EXPECT_EQ(fewer[3].y, 8);
}

TEST(Polyline, SimplifiedTakesPointsThatAreOne) {
  EXPECT_EQ(simplified(std::vector<Point>(500, {1, 2}), 0.1).size(), 2u);
}

TEST(Polyline, ClippedLineIsInPieces) {
  const auto pieces = clipped_line({{-5, 5}, {5, 5}, {5, 20}, {8, 20}, {8, 5}}, square);
  ASSERT_EQ(pieces.size(), 2u);
  EXPECT_EQ(pieces[0].size(), 3u);
  EXPECT_EQ(pieces[0][0].x, 0);
  EXPECT_EQ(pieces[0][2].y, 10);
  EXPECT_EQ(pieces[1].front().y, 10);
  EXPECT_TRUE(clipped_line({{-5, -5}, {20, -1}}, square).empty());
}

TEST(Polyline, ClippedOutlineIsTheCommonArea) {
  const std::vector<Point> corner =
      clipped_outline({{5, 5}, {1e6, 5}, {1e6, 1e6}, {5, 1e6}}, square);
  ASSERT_EQ(corner.size(), 4u);
  for (const Point& at : corner) {
    EXPECT_TRUE(at.x == 5 || at.x == 10);
    EXPECT_TRUE(at.y == 5 || at.y == 10);
  }
  EXPECT_TRUE(clipped_outline({{20, 20}, {30, 20}, {30, 30}}, square).empty());
}

}  // namespace
}  // namespace keratin::plot
