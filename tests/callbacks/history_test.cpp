#include "keratin/callbacks/history.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/support/error_text.h"

namespace keratin::callbacks {
namespace {

using keratin::testing::error_text;

TEST(History, KeepsTheColumnsInTheOrderInWhichTheyCame) {
  History history;
  history.on_train_begin();
  Logs logs;
  logs.set("accuracy", 0.5);
  logs.set("loss", 2);
  history.on_epoch_end(4, logs);
  logs.set("val_loss", 3);
  logs.set("loss", 1);
  history.on_epoch_end(5, logs);
  EXPECT_EQ(history.epoch, (std::vector<int64_t>{4, 5}));
  EXPECT_EQ(history.history["loss"], (std::vector<double>{2, 1}));
  EXPECT_EQ(history.history["val_loss"], (std::vector<double>{3}));
  EXPECT_EQ(history.history.size(), 3U);
  EXPECT_TRUE(history.history.contains("accuracy"));
  EXPECT_FALSE(history.history.contains("acc"));
  history.on_train_begin();
  EXPECT_TRUE(history.history.empty());
  EXPECT_TRUE(history.epoch.empty());
}

TEST(History, SaysWhichColumnsThereAre) {
  HistoryTable table;
  Logs logs;
  logs.set("accuracy", 0.5);
  logs.set("loss", 2);
  table.append(logs);
  EXPECT_EQ(error_text([&] { table["acuracy"]; }),
            "ValueError: the history has no column 'acuracy'; known: 'accuracy', 'loss'\n"
            "  hint  did you mean 'accuracy'?");
}

TEST(History, PrintsAsAPythonDict) {
  HistoryTable table;
  EXPECT_EQ(table.to_string(), "{}");
  Logs logs;
  logs.set("accuracy", 0.5);
  logs.set("loss", 1.25);
  table.append(logs);
  table.append(logs);
  EXPECT_EQ(table.to_string(), "{'accuracy': [0.5, 0.5], 'loss': [1.25, 1.25]}");
}

}  // namespace
}  // namespace keratin::callbacks
