#include "keratin/utils/progbar.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "keratin/base/output.h"

namespace keratin::utils {
namespace {

using Values = std::vector<Progbar::Value>;

const Values kLogs = {{"accuracy", 0.75123}, {"loss", 0.85139}};

std::string plain(int64_t current, bool finalize, double elapsed, double since_first) {
  return Progbar(469).line(current, kLogs, finalize, elapsed, since_first, false);
}

TEST(Progbar, IsKerass) {
  EXPECT_EQ(plain(52, false, 0.5, 51 * 0.005),
            " 52/469 ━━━━━━━━━━━━━━━━━━━━ 2s 5ms/step - accuracy: 0.7512 - loss: 0.8514");
  EXPECT_EQ(plain(469, true, 2.6, 468 * 0.005),
            "469/469 ━━━━━━━━━━━━━━━━━━━━ 3s 5ms/step - accuracy: 0.7512 - loss: 0.8514");
}

TEST(Progbar, ColoursTheDonePartGreenAndTheRestWhite) {
  EXPECT_EQ(Progbar(4).line(1, {}, false, 0.5, 0, true),
            "\x1b[1m1/4\x1b[0m \x1b[32m━━━━━\x1b[0m\x1b[37m━━━━━━━━━━━━━━━\x1b[0m "
            "\x1b[1m1s\x1b[0m 500ms/step");
}

TEST(Progbar, TimeLeftGrowsToMinutesAndHours) {
  const auto left = [](double per_step) {
    const std::string line = Progbar(1001).line(1, {}, false, per_step, 0, false);
    return line.substr(line.rfind("━") + 4);
  };
  EXPECT_EQ(left(0.06), "60s 60ms/step");
  EXPECT_EQ(left(0.0625), "1:02 62ms/step");
  EXPECT_EQ(left(3.5), "58:20 4s/step");
  EXPECT_EQ(left(4), "1:06:40 4s/step");
  EXPECT_EQ(left(0.00005), "0s 50us/step");
  EXPECT_EQ(left(0), "0s 0s/step");
}

TEST(Progbar, AnUnknownTargetCountsAndMeasures) {
  EXPECT_EQ(Progbar(-1).line(12, {}, false, 6, 5.5, false), "     12/Unknown 6s 500ms/step");
}

TEST(Progbar, SmallValuesAreWrittenWithAnExponent) {
  EXPECT_EQ(progbar_value(0.25634), "0.2563");
  EXPECT_EQ(progbar_value(-12.5), "-12.5000");
  EXPECT_EQ(progbar_value(0.001), "1.0000e-03");
  EXPECT_EQ(progbar_value(1.2345e-5), "1.2345e-05");
  EXPECT_EQ(progbar_value(0), "0.0000e+00");
}

TEST(Progbar, VerboseTwoIsOneLineWithoutTheBar) {
  EXPECT_EQ(Progbar(469, {.verbose = 2}).line(469, kLogs, true, 2.6, 468 * 0.005, false),
            "469/469 - 3s - 5ms/step - accuracy: 0.7512 - loss: 0.8514");
}

std::string without_times(std::string text) {
  for (const char* unit : {"ms/step", "us/step", "s/step"}) {
    for (size_t at; (at = text.find(unit)) != std::string::npos;) {
      const size_t begin = text.rfind(' ', at);
      text.replace(begin, at + std::string(unit).size() - begin, " T");
    }
  }
  return text;
}

TEST(Progbar, RedrawsByGoingBackOverWhatItDrew) {
  ::testing::internal::CaptureStdout();
  Progbar bar(2, {.interval = 0});
  const Values longer = {{"loss", 1.5}, {"mae", 0.5}};
  const Values shorter = {{"loss", 1.5}};
  bar.update(1, longer);
  bar.update(2, shorter, true);
  const std::string text = ::testing::internal::GetCapturedStdout();
  const size_t first = text.find('\b');
  const size_t back = text.find('\r', first) - first;
  const std::string old_line = text.substr(1, first - 1);
  EXPECT_EQ(text[0], '\r');
  // As many backspaces as the old line has visible columns: counter, bar, times, values.
  size_t columns = 0;
  bool is_escape = false;
  for (const char c : old_line) {
    is_escape = is_escape || c == '\x1b';
    if (!is_escape && (c & '\xC0') != '\x80') ++columns;
    if (c == 'm' && is_escape) is_escape = false;
  }
  EXPECT_EQ(back, columns);
  const std::string last = without_times(text.substr(first + back + 1));
  EXPECT_NE(last.find(" T - loss: 1.5000 "), last.npos) << "blanks cover the longer old line";
  EXPECT_EQ(last.back(), '\n');
}

TEST(Progbar, VerboseZeroPrintsNothingAndTwoOnlyTheEnd) {
  ::testing::internal::CaptureStdout();
  Progbar silent(2, {.verbose = 0});
  silent.update(1, kLogs);
  silent.update(2, kLogs, true);
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
  ::testing::internal::CaptureStdout();
  Progbar line(2, {.verbose = 2, .interval = 0});
  line.update(1, kLogs);
  line.update(2, kLogs, true);
  EXPECT_EQ(without_times(::testing::internal::GetCapturedStdout()),
            "2/2 - 0s - T - accuracy: 0.7512 - loss: 0.8514\n");
}

TEST(Progbar, DrawsNoMoreOftenThanTheInterval) {
  ::testing::internal::CaptureStdout();
  Progbar bar(1000, {.interval = 3600});
  for (int64_t i = 1; i <= 999; ++i) bar.update(i);
  bar.update(1000, {}, true);
  const std::string text = ::testing::internal::GetCapturedStdout();
  EXPECT_NE(text.find("1000/1000"), text.npos);
  EXPECT_EQ(text.find(" 500/1000"), text.npos);
}

TEST(Progbar, InANotebookGoesBackByCarriageReturnsAlone) {
  std::vector<std::string> pieces;
  set_output({.write = [&](std::string_view text) { pieces.emplace_back(text); },
              .kind = OutputKind::notebook});
  Progbar bar(2, {.interval = 0});
  bar.update(1, Values{{"loss", 1.5}, {"mae", 0.5}});
  bar.update(2, Values{{"loss", 1.5}}, true);
  reset_output();
  ASSERT_EQ(pieces.size(), 2U);
  for (const std::string& piece : pieces) {
    EXPECT_EQ(piece[0], '\r');
    EXPECT_EQ(piece.find('\b'), piece.npos);
  }
  EXPECT_NE(without_times(pieces[1]).find(" T - loss: 1.5000    "), std::string::npos)
      << "blanks cover the longer old line";
}

}  // namespace
}  // namespace keratin::utils
