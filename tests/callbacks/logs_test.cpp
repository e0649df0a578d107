#include "keratin/callbacks/logs.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/error_text.h"

namespace keratin {
namespace {

TEST(Logs, KeepTheOrderUntilTheyAreSorted) {
  Logs logs;
  logs.set("loss", 1);
  logs.set("accuracy", 2);
  logs.set("loss", 3);
  EXPECT_EQ(logs.size(), 2U);
  EXPECT_EQ(logs["loss"], 3);
  EXPECT_EQ(logs.to_string(), "{'loss': 3, 'accuracy': 2}");
  logs.sort();
  EXPECT_EQ(logs.begin()->first, "accuracy");
  EXPECT_EQ(logs.find("mae"), nullptr);
  EXPECT_TRUE(logs.contains("loss"));
  logs.clear();
  EXPECT_TRUE(logs.empty());
}

TEST(Logs, AnUnknownNameListsTheKnownOnes) {
  Logs logs;
  logs.set("loss", 1);
  EXPECT_EQ(testing::error_text([&] { logs["lost"]; }),
            "ValueError: there is no log named 'lost'; known: 'loss'\n"
            "  hint  did you mean 'loss'?");
}

TEST(Logs, CanBeShortened) {
  Logs logs;
  logs.set("loss", 1);
  logs.set("val_loss", 2);
  logs.shorten(3);
  EXPECT_EQ(logs.size(), 2U);
  logs.shorten(1);
  EXPECT_EQ(logs.to_string(), "{'loss': 1}");
}

}  // namespace
}  // namespace keratin
