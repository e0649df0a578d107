#include "keratin/ops/signal_windows.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::error_text, testing::expect_near;

TEST(SignalWindows, AreKeras) {
  const testing::Golden golden("fourier");
  expect_near(ops::bartlett(9), golden["bartlett"], 1e-7, "bartlett");
  expect_near(ops::blackman(9), golden["blackman"], 1e-7, "blackman");
  expect_near(ops::hamming(9), golden["hamming"], 1e-7, "hamming");
  expect_near(ops::hanning(9), golden["hanning"], 1e-7, "hanning");
  expect_near(ops::kaiser(9, 8.6), golden["kaiser"], 1e-7, "kaiser");
  EXPECT_EQ(ops::kaiser(4, 0).to_vector<float>(), (std::vector<float>(4, 1)));
  EXPECT_EQ(ops::hanning(5).dtype(), float32);
}

TEST(SignalWindows, OfFewPoints) {
  for (auto* window : {ops::bartlett, ops::blackman, ops::hamming, ops::hanning}) {
    EXPECT_EQ(window(0).shape(), (Shape{0}));
    EXPECT_EQ(window(1).to_vector<float>(), (std::vector<float>{1}));
  }
  EXPECT_EQ(ops::kaiser(1, 14).to_vector<float>(), (std::vector<float>{1}));
  EXPECT_NE(error_text([] { ops::hanning(-1); }).find("hanning: a window has no -1 points"),
            std::string::npos);
}

}  // namespace
}  // namespace keratin
