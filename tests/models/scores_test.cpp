#include "keratin/models/scores.h"

#include <gtest/gtest.h>

#include "tests/support/error_text.h"

namespace keratin {
namespace {

using keratin::testing::error_text;

TEST(Scores, TwoAreAPair) {
  Scores scores;
  scores.set("loss", 0.25);
  scores.set("accuracy", 0.5);
  const auto [loss, accuracy] = scores;
  EXPECT_EQ(loss, 0.25);
  EXPECT_EQ(accuracy, 0.5);
}

TEST(Scores, OtherNumbersOfMetricsSayWhatThereIs) {
  Scores scores;
  scores.set("loss", 1);
  EXPECT_EQ(error_text([&] { scores.at(0); }),
            "ValueError: auto [loss, metric] = evaluate(...) needs exactly one metric; this model "
            "has 0: the scores are 'loss'\n"
            "  hint  take them by name, scores[\"loss\"], or all: evaluate<1>(...)");
  scores.set("accuracy", 1);
  scores.set("mae", 1);
  EXPECT_EQ(error_text([&] { const auto [loss, metric] = scores; }),
            "ValueError: auto [loss, metric] = evaluate(...) needs exactly one metric; this model "
            "has 2: the scores are 'loss', 'accuracy', 'mae'\n"
            "  hint  take them by name, scores[\"loss\"], or all: evaluate<3>(...)");
}

}  // namespace
}  // namespace keratin
