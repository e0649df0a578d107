// What every callback has: a model while it is called, and two ways to see an epoch's end.
#include "keratin/callbacks/callback.h"

#include <gtest/gtest.h>

#include "keratin/callbacks/early_stopping.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

TEST(Callback, WithoutAModelSaysSo) {
  const callbacks::EarlyStopping alone;
  EXPECT_EQ(
      testing::error_text([&] { alone.model(); }),
      "ValueError: this callback has no model yet\n"
      "  hint  fit, evaluate and predict give it theirs before the first hook; set_model() does "
      "too");
}

class Adding final : public Callback {
 public:
  void on_epoch_end(int64_t, Logs& logs) override { logs.set("seen", logs["loss"]); }
};
class Reading final : public Callback {
 public:
  void on_epoch_end(int64_t, const Logs& logs) override { last = logs["loss"]; }
  double last = 0;
};

TEST(Callback, MayAddToTheLogsOfAnEpochOrReadThem) {
  Logs logs;
  logs.set("loss", 0.5);
  Adding adding;
  Reading reading;
  for (Callback* callback : {static_cast<Callback*>(&adding), static_cast<Callback*>(&reading)}) {
    callback->on_epoch_end(0, logs);
  }
  EXPECT_EQ(logs["seen"], 0.5);
  EXPECT_EQ(reading.last, 0.5);
}

}  // namespace
}  // namespace keratin
