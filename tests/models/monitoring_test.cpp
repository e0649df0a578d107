// What fit prints and what its callbacks ask of it: modes, progress in log files, verbosity.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "keratin/keratin.h"
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

}  // namespace
}  // namespace keratin
