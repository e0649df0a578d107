#include "keratin/callbacks/lambda_callback.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "keratin/keratin.h"

namespace keratin::callbacks {
namespace {

/// Writes every call down, with its number.
class Recorder final : public Callback {
 public:
  std::string text;
  void on_train_begin() override { text += "train("; }
  void on_train_end(const Logs&) override { text += ")train"; }
  void on_epoch_begin(int64_t epoch) override { add("epoch", epoch, "("); }
  void on_epoch_end(int64_t epoch, Logs& logs) override {
    add(")epoch", epoch, " ");
    logs.set("mine", 7);
  }
  void on_train_batch_begin(int64_t batch) override { add("batch", batch, "("); }
  void on_train_batch_end(int64_t batch, const Logs&) override { add(")batch", batch, " "); }
  void on_test_begin() override { text += "test("; }
  void on_test_end(const Logs&) override { text += ")test "; }
  void on_test_batch_begin(int64_t batch) override { add("t", batch, "("); }
  void on_test_batch_end(int64_t batch, const Logs&) override { add(")t", batch, " "); }

 private:
  void add(const char* word, int64_t number, const char* after) {
    text += word + std::to_string(number) + after;
  }
};

Sequential line_network() {
  Sequential network({Input({1}), layers::Dense(1)});
  network.compile({.optimizer = "sgd", .loss = "mse"});
  return network;
}

TEST(Callback, HooksComeInKerassOrder) {
  Sequential network = line_network();
  Recorder recorder;
  network.fit(ones({3, 1}), ones({3, 1}),
              {.batch_size = 2,
               .epochs = 2,
               .verbose = 0,
               .callbacks = {recorder},
               .validation_data = {ones({1, 1}), ones({1, 1})}});
  const std::string epoch = "batch0()batch0 batch1()batch1 test(t0()t0 )test ";
  EXPECT_EQ(recorder.text, "train(epoch0(" + epoch + ")epoch0 epoch1(" + epoch + ")epoch1 )train");
}

TEST(Callback, WhatItAddsToTheLogsIsInTheHistory) {
  Sequential network = line_network();
  Recorder recorder;
  const History history =
      network.fit(ones({2, 1}), ones({2, 1}), {.epochs = 2, .verbose = 0, .callbacks = {recorder}});
  EXPECT_EQ(history.history["mine"], (std::vector<double>{7, 7}));
}

TEST(Callback, SeesTheParametersOfFit) {
  Sequential network = line_network();
  Recorder recorder;
  network.fit(ones({7, 1}), ones({7, 1}),
              {.batch_size = 2, .epochs = 3, .verbose = 0, .callbacks = {recorder}});
  EXPECT_EQ(recorder.params().epochs, 3);
  EXPECT_EQ(recorder.params().steps, 4);
  EXPECT_EQ(recorder.params().verbose, 0);
}

TEST(LambdaCallback, CallsWhatItWasGivenAndNothingElse) {
  std::string text;
  LambdaCallback callback(
      {.on_epoch_begin = [&](int64_t epoch) { text += std::to_string(epoch); },
       .on_epoch_end = [&](int64_t,
                           const Logs& logs) { text += logs.contains("loss") ? "L" : "-"; },
       .on_train_begin = [&] { text += "<"; },
       .on_train_end = [&](const Logs&) { text += ">"; },
       .on_train_batch_begin = [&](int64_t) { text += "("; },
       .on_train_batch_end =
           [&](int64_t, const Logs& logs) { text += logs.contains("loss") ? "l)" : ")"; }});
  Sequential network = line_network();
  network.fit(ones({2, 1}), ones({2, 1}), {.epochs = 2, .verbose = 0, .callbacks = {callback}});
  EXPECT_EQ(text, "<0(l)L1(l)L>");
  LambdaCallback nothing({});
  network.fit(ones({2, 1}), ones({2, 1}), {.verbose = 0, .callbacks = {nothing}});
}

}  // namespace
}  // namespace keratin::callbacks
