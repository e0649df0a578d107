// What fit prints and what its callbacks ask of it: modes, progress in log files, verbosity.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>

#include "keratin/base/text.h"
#include "keratin/keratin.h"
#include "keratin/utils/progbar.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using testing::error_text;

const Tensor kTrainX = ones({4, 2}), kTrainY = ones({4, 1});

Sequential model_with(Metrics metrics) {
  Sequential model({Input({2}), layers::Dense(1, {.kernel_initializer = "ones"})});
  model.compile("sgd", "mse", std::move(metrics));
  return model;
}

std::string error_of_stopping(Metrics metrics, const std::string& monitor) {
  Sequential model = model_with(std::move(metrics));
  return error_text([&] {
    model.fit(kTrainX, kTrainY,
              {.epochs = 2,
               .verbose = 0,
               .callbacks = {callbacks::EarlyStopping({.monitor = monitor})},
               .validation_data = {kTrainX, kTrainY}});
  });
}

TEST(ModeAuto, AsksTheMetric) {
  for (const char* metric : {"mae", "mse", "mape", "msle", "kld", "hinge", "poisson", "accuracy",
                             "cosine_similarity", "binary_crossentropy", "logcosh"}) {
    for (const std::string& monitor : {std::string(metric), "val_" + std::string(metric)}) {
      EXPECT_EQ(error_of_stopping({AnyMetric::named(metric)}, monitor), "no error") << monitor;
    }
  }
  EXPECT_EQ(error_of_stopping({}, "val_loss"), "no error");
  EXPECT_EQ(error_of_stopping({metrics::PearsonCorrelation({.name = "mine"})}, "val_mine"),
            "no error");
}

/// Calls f at the end of each epoch.
class AfterEpochs final : public Callback {
 public:
  explicit AfterEpochs(std::function<void(int64_t, Logs&)> f) : f_(std::move(f)) {}
  void on_epoch_end(int64_t epoch, Logs& logs) override { f_(epoch, logs); }

 private:
  std::function<void(int64_t, Logs&)> f_;
};

/// The epochs that patience 0 leaves of a log that rises all the time.
size_t epochs_of_rising(AnyMetric metric, const std::string& name) {
  Sequential model = model_with({std::move(metric)});
  AfterEpochs rises(
      [name](int64_t epoch, Logs& logs) { logs.set(name, static_cast<double>(epoch)); });
  return model
      .fit(kTrainX, kTrainY,
           {.epochs = 5,
            .verbose = 0,
            .callbacks = {rises, callbacks::EarlyStopping({.monitor = name})}})
      .epoch.size();
}

TEST(ModeAuto, GoesWhereTheMetricSays) {
  EXPECT_EQ(epochs_of_rising("mae", "mae"), 2U);
  EXPECT_EQ(epochs_of_rising("acc", "acc"), 5U);
  // The object decides, not its name.
  EXPECT_EQ(epochs_of_rising(metrics::MeanAbsoluteError({.name = "accuracy"}), "accuracy"), 2U);
  EXPECT_EQ(epochs_of_rising(metrics::BinaryAccuracy({.name = "error"}), "error"), 5U);
}

TEST(ModeAuto, SaysWhatNobodyKnows) {
  const auto f = [](const Tensor& y_true, const Tensor& y_pred) { return y_true - y_pred; };
  for (const char* monitor : {"function", "val_function", "nothing"}) {
    EXPECT_NE(error_of_stopping({f}, monitor).find("pass .mode"), std::string::npos) << monitor;
  }
}

/// What f prints, in lines.
template <class F>
std::vector<std::string> lines_of(F f) {
  ::testing::internal::CaptureStdout();
  f();
  std::istringstream text(::testing::internal::GetCapturedStdout());
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

TEST(Progress, OfLogFilesIsAWholeLineAnEpoch) {
  Sequential model = model_with({});
  const auto lines = lines_of([&] {
    model.fit(kTrainX, kTrainY,
              {.epochs = 3,
               .callbacks = {AfterEpochs([](int64_t, Logs&) { std::printf("callback\n"); })}});
  });
  ASSERT_EQ(lines.size(), 6U);
  for (size_t i = 0; i < 6; i += 2) {
    EXPECT_EQ(lines[i].substr(0, 18), text("Epoch ", i / 2 + 1, "/3 - 1/1 - "));
    EXPECT_NE(lines[i].find("loss: "), std::string::npos);
    EXPECT_EQ(lines[i + 1], "callback");
  }
}

TEST(Progress, OfEpochsWithoutABatchLeavesNoHalfLine) {
  // All batches are gone in the first epoch.
  const auto source = [count = 0]() mutable -> std::optional<Batch> {
    if (count++ == 1) return std::nullopt;
    return Batch{ones({4, 2}), ones({4, 1})};
  };
  Sequential model = model_with({});
  for (const int verbose : {1, 2}) {
    const auto lines = lines_of(
        [&] { model.fit(source, {.epochs = 3, .verbose = verbose, .steps_per_epoch = 2}); });
    for (const std::string& line : lines) {
      const size_t first = line.find("Epoch ");
      EXPECT_TRUE(first == line.npos || line.find("Epoch ", first + 1) == line.npos) << line;
    }
  }
}

TEST(Progress, EndsItsLineWhenTrainingThrows) {
  Sequential model = model_with({});
  const auto lines = lines_of([&] {
    EXPECT_THROW(
        model.fit(kTrainX, kTrainY,
                  {.epochs = 2,
                   .verbose = 2,
                   .callbacks = {callbacks::LambdaCallback(
                       {.on_train_batch_end =
                            [](int64_t, const Logs&) { throw std::runtime_error("no more"); }})}}),
        std::runtime_error);
    std::printf("after\n");
  });
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines.back(), "after");
}

TEST(Verbose, AutoIsABarForPeopleAndALineForFiles) {
  for (const OutputKind kind : {OutputKind::terminal, OutputKind::notebook, OutputKind::file}) {
    std::string said;
    set_output({.write = [&](std::string_view text) { said += text; }, .kind = kind});
    model_with({}).fit(kTrainX, kTrainY, {.epochs = 2});
    reset_output();
    EXPECT_EQ(said.find("━") != said.npos, kind != OutputKind::file) << said;
    EXPECT_EQ(said.find("Epoch 1/2 - 1/1 - ") != said.npos, kind == OutputKind::file) << said;
  }
}

TEST(Verbose, PredictDrawsItsBarForOneBatchToo) {
  const auto said_by_predict = [](OutputKind kind, const PredictOptions& options) {
    std::string said;
    set_output({.write = [&](std::string_view text) { said += text; }, .kind = kind});
    const Sequential network = model_with({});
    network.predict(kTrainX, options);
    const Tensors outputs = network.predict_outputs(kTrainX, options);
    reset_output();
    EXPECT_EQ(outputs.size(), 1);
    return said;
  };
  const auto has_bars = [](const std::string& said) {  // both calls ended theirs
    return std::count(said.begin(), said.end(), '\n') == 2 && said.find("1/1\x1b[0m") != said.npos;
  };
  EXPECT_TRUE(has_bars(said_by_predict(OutputKind::terminal, {})));
  EXPECT_TRUE(has_bars(said_by_predict(OutputKind::notebook, {})));
  EXPECT_TRUE(has_bars(said_by_predict(OutputKind::file, {.verbose = 1})));
  EXPECT_EQ(said_by_predict(OutputKind::file, {}), "");
  EXPECT_EQ(said_by_predict(OutputKind::terminal, {.verbose = 0}), "");
}

TEST(Verbose, IsZeroOneTwoOrAuto) {
  for (const int level : {3, -1, -2, 100}) {
    EXPECT_NE(error_text([&] { Verbose{level}; }).find("verbose is 0, 1, 2 or \"auto\""),
              std::string::npos)
        << level;
    EXPECT_NE(error_text([&] { utils::Progbar(3, {.verbose = level}); }).find("verbose"),
              std::string::npos)
        << level;
  }
  EXPECT_TRUE(Verbose("auto").is_auto());
  EXPECT_TRUE(Verbose::named("auto").is_auto());
  EXPECT_NE(error_text([] { Verbose::named("loud"); }).find("received \"loud\""),
            std::string::npos);
  for (const int level : {0, 1, 2}) EXPECT_EQ(Verbose(level).level(), level);
}

}  // namespace
}  // namespace keratin
