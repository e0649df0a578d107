#include "keratin/callbacks/early_stopping.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"

namespace keratin::callbacks {
namespace {

using keratin::testing::error_text;

/// A model whose only weight is the number of the epoch.
class Pretender final : public Trainable {
 public:
  void save(const std::string&) const override {}
  void save_weights(const std::string&) const override {}
  void load_weights(const std::string&) override {}
  void back_up(const std::string&) override {}
  void go_on_from(const std::string&) override {}
  float weight = 0;
  std::vector<Tensor> get_weights() const override { return {tensor({weight})}; }
  void set_weights(const std::vector<Tensor>& values) override { weight = values[0].item<float>(); }
  double learning_rate() const override { return 0; }
  void set_learning_rate(double) override {}
  int direction_of(std::string_view log) const override {
    return log == "loss" ? -1 : log == "accuracy" ? 1 : 0;
  }
};

struct Outcome {
  int64_t epochs;  // that ran
  float weight;    // afterwards
  std::string printed;
};

/// What fit does with the callback when the monitored log takes these values.
Outcome run(EarlyStopping& callback, const char* log, const std::vector<double>& values) {
  Pretender model;
  Outcome outcome{0, 0, ""};
  ::testing::internal::CaptureStdout();
  callback.set_model(&model);
  callback.on_train_begin();
  Logs logs;
  for (size_t epoch = 0; epoch < values.size() && !model.stop_training; ++epoch) {
    model.weight = static_cast<float>(epoch);
    logs.set(log, values[epoch]);
    callback.on_epoch_end(static_cast<int64_t>(epoch), logs);
    ++outcome.epochs;
  }
  callback.on_train_end(logs);
  outcome.printed = ::testing::internal::GetCapturedStdout();
  outcome.weight = model.weight;
  return outcome;
}

TEST(EarlyStopping, PatienceCountsEpochsWithoutImprovement) {
  EarlyStopping none({.monitor = "loss"});
  EXPECT_EQ(run(none, "loss", {5, 4, 4, 3}).epochs, 3);
  EarlyStopping two({.monitor = "loss", .patience = 2});
  EXPECT_EQ(run(two, "loss", {5, 4, 4, 3, 3, 3, 3}).epochs, 6);
  EXPECT_EQ(two.stopped_epoch(), 5);
  EXPECT_EQ(two.best_epoch(), 3);
  EXPECT_EQ(two.best(), 3);
}

TEST(EarlyStopping, TheModelSaysWhichDirectionIsBetter) {
  EarlyStopping callback({.monitor = "val_accuracy"});
  EXPECT_EQ(run(callback, "val_accuracy", {0.5, 0.6, 0.55, 0.9}).epochs, 3);
  EarlyStopping wanted({.monitor = "weather", .mode = "max"});
  EXPECT_EQ(run(wanted, "weather", {1, 2, 1, 9}).epochs, 3);
}

TEST(EarlyStopping, SmallerChangesThanMinDeltaAreNoImprovement) {
  EarlyStopping callback({.monitor = "loss", .min_delta = 0.5, .patience = 1});
  EXPECT_EQ(run(callback, "loss", {5, 4.4, 4.0, 3.0}).epochs, 3);
  EarlyStopping negative({.monitor = "loss", .min_delta = -0.5});
  EXPECT_EQ(run(negative, "loss", {5, 4.6, 1}).epochs, 2) << "the sign does not matter";
}

TEST(EarlyStopping, BestWeightsComeBackWhetherOrNotItStopped) {
  EarlyStopping stops({.monitor = "loss", .patience = 2, .restore_best_weights = true});
  EXPECT_EQ(run(stops, "loss", {5, 3, 4, 4, 1}).weight, 1);
  EarlyStopping runs_out({.monitor = "loss", .patience = 9, .restore_best_weights = true});
  EXPECT_EQ(run(runs_out, "loss", {5, 3, 4}).weight, 1);
  EarlyStopping keeps({.monitor = "loss", .patience = 2});
  EXPECT_EQ(run(keeps, "loss", {5, 3, 4, 4, 1}).weight, 3);
}

TEST(EarlyStopping, BaselineMustBeReachedWithinPatience) {
  EarlyStopping missed({.monitor = "accuracy", .patience = 2, .baseline = 0.9});
  EXPECT_EQ(run(missed, "accuracy", {0.5, 0.6, 0.6, 0.95}).epochs, 3);
  EarlyStopping reached({.monitor = "accuracy", .patience = 2, .baseline = 0.9});
  EXPECT_EQ(run(reached, "accuracy", {0.5, 0.95, 0.9, 0.96, 0.9}).epochs, 5);
}

TEST(EarlyStopping, EpochsBeforeTheStartAreNotLookedAt) {
  EarlyStopping callback({.monitor = "loss", .start_from_epoch = 3});
  EXPECT_EQ(run(callback, "loss", {1, 2, 3, 4, 5, 6}).epochs, 5);
}

TEST(EarlyStopping, SaysWhatItDid) {
  EarlyStopping callback(
      {.monitor = "loss", .patience = 1, .verbose = 1, .restore_best_weights = true});
  EXPECT_EQ(run(callback, "loss", {5, 3, 4, 4}).printed,
            "Epoch 3: early stopping\n"
            "Restoring model weights from the end of the best epoch: 2.\n");
}

TEST(EarlyStopping, AMissingLogIsAWarningThatListsWhatThereIs) {
  EarlyStopping callback({.monitor = "val_loss"});
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(run(callback, "loss", {5, 6, 7}).epochs, 3);
  const std::string text = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(text.substr(0, text.find('\n')),
            "Early stopping conditioned on metric `val_loss` which is not available. Available "
            "metrics are: loss");
}

TEST(EarlyStopping, CanServeASecondTraining) {
  EarlyStopping callback({.monitor = "loss"});
  run(callback, "loss", {1, 2});
  EXPECT_EQ(run(callback, "loss", {9, 8, 7, 7}).epochs, 4);
  EXPECT_EQ(callback.best(), 7);
}

TEST(EarlyStopping, RefusesWhatItCannotKnow) {
  EXPECT_EQ(error_text([] { EarlyStopping({.mode = "up"}); }),
            "ValueError: EarlyStopping: mode must be 'auto', 'min' or 'max', received 'up'");
  EarlyStopping callback({.monitor = "weather"});
  Pretender model;
  callback.set_model(&model);
  callback.on_train_begin();  // no metric is made yet
  Logs logs;
  EXPECT_EQ(error_text([&] { callback.on_epoch_end(0, logs); }),
            "ValueError: EarlyStopping: it is not known whether 'weather' should become larger or "
            "smaller\n"
            "  hint  pass .mode = \"max\" or .mode = \"min\"");
}

}  // namespace
}  // namespace keratin::callbacks
