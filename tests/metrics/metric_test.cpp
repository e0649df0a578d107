// What the base of all metrics does, and metrics of the user's.
#include "keratin/metrics/metric.h"

#include <gtest/gtest.h>

#include "keratin/metrics/all.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using testing::error_text;

const Tensor y_true = tensor({{1.0}, {2.0}, {3.0}}), y_pred = tensor({{1.0}, {4.0}, {2.5}});

class Largest final : public MetricOf<Largest> {
 public:
  explicit Largest(MetricOptions options = {}) : MetricOf(std::move(options)) {}
  void update_state(const Tensor& t, const Tensor& y, const Tensor&) override {
    const Tensor error = ops::max(ops::abs(t.astype(y.dtype()) - y));
    largest_.assign(ops::maximum(largest_, error.astype(float64)));
  }
  double result() const override { return largest_.value().item(); }

 private:
  Variable largest_ = add_variable({}, "largest");
};

TEST(Metric, OfTheUserHasStateOfItsOwn) {
  Largest largest;
  EXPECT_EQ(largest.name(), "largest");
  EXPECT_EQ(largest(y_true, y_pred), 2);
  largest.update_state(y_true, y_true, {});
  EXPECT_EQ(largest.result(), 2);
  ASSERT_EQ(largest.variables().size(), 1U);
  EXPECT_EQ(largest.variables()[0].dtype(), float64);
  EXPECT_EQ(largest.variables()[0].name(), "largest");
  EXPECT_FALSE(largest.variables()[0].trainable());

  const auto copy = largest.clone();
  EXPECT_EQ(copy->result(), 2);
  copy->reset_state();
  EXPECT_EQ(copy->result(), 0);
  EXPECT_EQ(largest.result(), 2);

  const Largest named({.name = "far"});
  EXPECT_EQ(named.get_config().to_string(), "{\"name\": \"far\", \"dtype\": \"float32\"}");
  register_keras_serializable<Largest>("mine");
  EXPECT_TRUE(*deserialize<Metric>(serialize(named)) == named);
  EXPECT_EQ(metrics::resolve(std::string_view("Largest"), {3, 1}, {3, 1})->name(), "Largest");
}

class FarOff final : public MeanMetricOf<FarOff> {
 public:
  explicit FarOff(MetricOptions options = {}) : MeanMetricOf(std::move(options)) {}
  Tensor values(const Tensor& t, const Tensor& y) const override { return ops::abs(t - y) > 1.0; }
};

TEST(Metric, OfTheUserIsAMeanOfValues) {
  FarOff far;
  EXPECT_NEAR(far(y_true, y_pred), 1.0 / 3, 1e-12);
  EXPECT_NEAR(far(y_true, y_true, tensor({1.0, 1.0, 2.0})), 1.0 / 7, 1e-12);
  EXPECT_EQ(far.variables().size(), 2U);
  EXPECT_EQ(far.variables()[1].value().item(), 7);
}

class Bare final : public Metric {
 public:
  Bare() : Metric("bare") {}
  void update_state(const Tensor&, const Tensor&, const Tensor&) override {}
  double result() const override { return 0; }
};

TEST(Metric, WithoutArgumentsCannotBeCopied) {
  EXPECT_EQ(error_text([] { Bare().clone(); }),
            "ValueError: the metric Bare cannot be copied\n"
            "  hint  derive from MetricOf<Self, Options>, or override clone()");
}

TEST(Metric, GetGivesTheClass) {
  EXPECT_TRUE(std::dynamic_pointer_cast<metrics::MeanSquaredError>(Metric::get("mse")));
  EXPECT_TRUE(
      std::dynamic_pointer_cast<metrics::MeanSquaredError>(Metric::get("MeanSquaredError")));
  EXPECT_EQ(Metric::get("logcosh")->class_name(), "LogCoshError");
  EXPECT_NE(error_text([] { Metric::get("ce"); }).find("only compile"), std::string::npos);
  EXPECT_NE(error_text([] { Metric::get("MeanMetricWrapper"); }).find("needs a function"),
            std::string::npos);
}

TEST(Metric, CompileLogsUnderTheNameThatWasWritten) {
  for (const char* name : {"mse", "MSE", "mean_squared_error", "MeanSquaredError", "accuracy",
                           "acc", "Accuracy", "log_cosh_error", "LogCoshError", "crossentropy"}) {
    EXPECT_EQ(metrics::resolve(AnyMetric::named(name), {3, 1}, {3, 1})->name(), name);
  }
  EXPECT_EQ(metrics::resolve(metrics::MeanSquaredError(), {3, 1}, {3, 1})->name(),
            "mean_squared_error");
  EXPECT_EQ(metrics::resolve(metrics::LogCoshError(), {3, 1}, {3, 1})->name(), "logcosh");
  EXPECT_EQ(metrics::resolve(AnyMetric("accuracy"), {3, 1}, {3, 1})->class_name(),
            "BinaryAccuracy");
}

TEST(Metric, CountsInFloat64) {
  metrics::Mean mean;
  mean.update_state(1e9);
  for (int i = 0; i < 1000; ++i) mean.update_state(1.0);
  EXPECT_EQ(mean.result(), (1e9 + 1000) / 1001);
  EXPECT_EQ(mean.variables()[0].name(), "total");
  metrics::MeanSquaredError narrow, wide({.dtype = "float64"});
  const Tensor t = zeros({1, 1}, float64), y = full({1, 1}, 0.1, float64);
  EXPECT_NE(narrow(t, y), 0.1 * 0.1);
  EXPECT_EQ(wide(t, y), 0.1 * 0.1);
}

TEST(Mean, IsNotForCompile) {
  EXPECT_EQ(error_text([] { Metric::get("mean")->update_state(y_true, y_pred); }),
            "ValueError: the metric Mean takes values, not labels and predictions\n"
            "  hint  compile with a metric such as MeanSquaredError or a function of yours");
  EXPECT_NE(error_text([] { Metric::get("sum")->update_state(y_true, y_pred); }), "no error");
  metrics::Sum sum;
  EXPECT_EQ(sum(y_true), 6);
  EXPECT_EQ(metrics::Mean()(y_true), 2);
}

TEST(SparseTopKCategoricalAccuracy, TakesSortedClasses) {
  metrics::SparseTopKCategoricalAccuracy metric({.k = 2, .from_sorted_ids = true});
  EXPECT_EQ(metric(tensor({1, 1, 0}), tensor({{1, 0, 2}, {0, 2, 1}, {2, 0, 1}})), 2.0 / 3);
  EXPECT_TRUE(metric.get_config()["from_sorted_ids"].as_bool());
}

TEST(MeanMetricWrapper, MeansAFunction) {
  clear_session();
  const auto f = [](const Tensor& t, const Tensor& y) {
    EXPECT_EQ(t.shape(), y.shape());
    return ops::abs(t - y);
  };
  metrics::MeanMetricWrapper metric(f);
  EXPECT_EQ(metric.name(), "mean_metric_wrapper");
  EXPECT_NEAR(metric(tensor({1.0, 2.0, 3.0}), y_pred), 2.5 / 3, 1e-6);
  EXPECT_EQ(AnyMetric(f).make()->name(), "function");
  EXPECT_EQ(error_text([&] { metric.get_config(); }),
            "ValueError: a metric of your own has no name, so it cannot be saved\n"
            "  hint  register it: register_keras_serializable<Base>(\"package\", \"name\", "
            "function)");
}

TEST(MeanMetricWrapper, IsSavedWithTheNameOfItsFunction) {
  register_keras_serializable<Metric>(
      "mine", "distance", [](const Tensor& t, const Tensor& y) { return ops::abs(t - y); });
  const auto metric = Metric::get("distance");
  EXPECT_NEAR((*metric)(y_true, y_pred), 2.5 / 3, 1e-6);
  EXPECT_EQ(Metric::get("distance")->result(), 0);  // each has state of its own
  EXPECT_EQ(serialize(*metric).to_string(),
            "{\"module\": \"keras.metrics\", \"class_name\": \"MeanMetricWrapper\", \"config\": "
            "{\"name\": \"distance\", \"dtype\": \"float32\", \"fn\": {\"module\": \"builtins\", "
            "\"class_name\": \"function\", \"config\": \"mine>distance\", \"registered_name\": "
            "\"function\"}}, \"registered_name\": null}");
  const auto again = deserialize<Metric>(serialize(*metric));
  EXPECT_TRUE(*again == *metric);
  EXPECT_NEAR((*again)(y_true, y_pred), 2.5 / 3, 1e-6);
  EXPECT_EQ(deserialize<Metric>(function_record("mine>distance"))->name(), "distance");
  const auto of_loss = metrics::MeanMetricWrapper::from_config(
      {{"fn", function_record("mean_absolute_error")}, {"name", "mine"}});
  EXPECT_NEAR((*of_loss)(y_true, y_pred), 2.5 / 3, 1e-6);
  EXPECT_TRUE(*metrics::MeanMetricWrapper::from_config(of_loss->get_config()) == *of_loss);
}

}  // namespace
}  // namespace keratin
