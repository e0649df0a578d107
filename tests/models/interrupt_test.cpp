#include <gtest/gtest.h>

#include <csignal>
#include <functional>

#include "keratin/keratin.h"

namespace keratin {
namespace {

int handled = 0;
void count_signal(int) { ++handled; }

TEST(Interrupt, EndsFitWithTheHistorySoFarAndGivesTheHandlerBack) {
  struct sigaction mine = {}, before = {}, after = {};
  mine.sa_handler = count_signal;
  sigaction(SIGINT, &mine, &before);
  Sequential network({Input({1}), layers::Dense(1)});
  network.compile({.optimizer = "sgd", .loss = "mse"});
  int64_t batches = 0;
  bool has_ended = false;
  const History history = network.fit(ones({20, 1}), ones({20, 1}),
                                      {.batch_size = 2,
                                       .epochs = 9,
                                       .verbose = 0,
                                       .callbacks = {callbacks::LambdaCallback(
                                           {.on_train_end = [&](const Logs&) { has_ended = true; },
                                            .on_train_batch_end =
                                                [&](int64_t, const Logs&) {
                                                  if (++batches == 13) std::raise(SIGINT);
                                                }})},
                                       .validation_data = {ones({2, 1}), ones({2, 1})}});
  EXPECT_EQ(batches, 13);
  EXPECT_TRUE(has_ended);
  EXPECT_EQ(history.epoch, (std::vector<int64_t>{0, 1}));
  EXPECT_EQ(history.history["loss"].size(), 2U);
  EXPECT_EQ(history.history["val_loss"].size(), 1U) << "an epoch that was cut is not evaluated";
  EXPECT_TRUE(history.is_interrupted());
  EXPECT_EQ(handled, 0);
  std::raise(SIGINT);
  EXPECT_EQ(handled, 1);
  // And the next fit is not interrupted.
  const History next = network.fit(ones({4, 1}), ones({4, 1}), {.epochs = 2, .verbose = 0});
  EXPECT_EQ(next.epoch.size(), 2U);
  EXPECT_FALSE(next.is_interrupted());
  sigaction(SIGINT, &before, &after);
  EXPECT_EQ(after.sa_handler, count_signal);
}

/// A network of one weight whose fit does something after each batch.
History fit_with(std::function<void()> after_batch) {
  Sequential network({Input({1}), layers::Dense(1)});
  network.compile({.optimizer = "sgd", .loss = "mse"});
  callbacks::LambdaCallback each(
      {.on_train_batch_end = [&](int64_t, const Logs&) { after_batch(); }});
  return network.fit(ones({20, 1}), ones({20, 1}),
                     {.batch_size = 2, .epochs = 2, .verbose = 0, .callbacks = {each}});
}

TEST(Interrupt, TheSecondOneOfABatchIsForTheHandlerOfTheProgram) {
  struct sigaction mine = {}, before = {}, after = {};
  mine.sa_handler = count_signal;
  sigaction(SIGINT, &mine, &before);
  handled = 0;
  const History history = fit_with([] {
    for (int i = 0; i < 3; ++i) std::raise(SIGINT);
  });
  EXPECT_TRUE(history.is_interrupted());
  EXPECT_EQ(handled, 2);
  sigaction(SIGINT, &before, &after);
  EXPECT_EQ(after.sa_handler, count_signal);
}

TEST(Interrupt, EndsAFitWithinAFitAndThenTheOuterOne) {
  struct sigaction mine = {}, before = {}, after = {};
  mine.sa_handler = count_signal;
  sigaction(SIGINT, &mine, &before);
  handled = 0;
  int64_t outer = 0, inner = 0;
  const History history = fit_with([&] {
    ++outer;
    const History within = fit_with([&] {
      ++inner;
      if (outer == 2) std::raise(SIGINT);
    });
    EXPECT_EQ(within.is_interrupted(), outer == 2);
  });
  EXPECT_TRUE(history.is_interrupted());
  EXPECT_EQ(outer, 2);
  EXPECT_EQ(inner, 21) << "two epochs of ten batches, and one batch";
  EXPECT_EQ(handled, 0);
  sigaction(SIGINT, &before, &after);
  EXPECT_EQ(after.sa_handler, count_signal);
}

}  // namespace
}  // namespace keratin
