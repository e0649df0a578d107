#include "keratin/base/auto_name.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/golden_json.h"

namespace keratin {
namespace {

class MyLoss final : public LossOf<MyLoss> {
 public:
  explicit MyLoss(losses::LossOptions options = {}) : LossOf(std::move(options)) {}
  Tensor call(const Tensor& y_true, const Tensor&) const override { return y_true; }
};

class MyMetric final : public MetricOf<MyMetric> {
 public:
  explicit MyMetric(MetricOptions options = {}) : MetricOf(std::move(options)) {}
  void update_state(const Tensor&, const Tensor&, const Tensor&) override {}
  double result() const override { return 0; }
};

class MyOptimizer final : public OptimizerOf<MyOptimizer> {
 public:
  explicit MyOptimizer(optimizers::OptimizerOptions options = {})
      : OptimizerOf(std::move(options)) {}

 protected:
  std::vector<std::string_view> slots() const override { return {}; }
};

std::string name_of_new(const std::string& family, const std::string& class_name) {
  if (class_name == "MyLoss") return MyLoss().name();
  if (class_name == "MyMetric") return MyMetric().name();
  if (class_name == "MyOptimizer") return MyOptimizer().name();
  if (class_name == "MeanMetricWrapper") {
    return metrics::MeanMetricWrapper(metrics::MetricFunction(losses::mean_squared_error)).name();
  }
  if (family == "losses") return Loss::get(class_name)->name();
  return family == "metrics" ? Metric::get(class_name)->name() : Optimizer::get(class_name)->name();
}

TEST(AutoName, CountsOverTheWholeProgramAsInKeras) {
  clear_session();
  const ConfigValue::List sequence = testing::golden_json("names.json")["sequence"].as_list();
  EXPECT_GT(sequence.size(), 40U);
  for (const ConfigValue& one : sequence) {
    const ConfigValue::List& entry = one.as_list();
    EXPECT_EQ(name_of_new(entry[0].as_string(), entry[1].as_string()), entry[2].as_string());
  }
}

TEST(AutoName, BeginsAnewInANewSession) {
  clear_session();
  EXPECT_EQ(optimizers::Adam().name(), "adam");
  EXPECT_EQ(optimizers::Adam({.name = "mine"}).name(), "mine");
  EXPECT_EQ(optimizers::Adam().name(), "adam_1");
  utils::clear_session();
  EXPECT_EQ(optimizers::Adam().name(), "adam");
}

TEST(AutoName, OfCopiesDoesNotCount) {
  clear_session();
  const MyMetric first;
  EXPECT_EQ(first.clone()->name(), "my_metric");
  EXPECT_EQ(MyMetric().name(), "my_metric_1");
}

TEST(AutoName, DoesNotCountInComparisons) {
  EXPECT_TRUE(optimizers::Adam() == optimizers::Adam());
  EXPECT_FALSE(optimizers::Adam() == optimizers::Adam({.name = "mine"}));
  EXPECT_TRUE(is_auto_name("adam", "Adam") && is_auto_name("adam_12", "Adam"));
  EXPECT_FALSE(is_auto_name("adam_", "Adam") || is_auto_name("adam_w", "Adam") ||
               is_auto_name("adam_1a", "Adam"));
}

TEST(AutoName, OfWhatAFileHoldsIsTheFiles) {
  clear_session();
  const optimizers::Adam first, second;
  const auto again = deserialize<Optimizer>(serialize(second));
  EXPECT_EQ(again->name(), "adam_1");
  EXPECT_EQ(optimizers::Adam().name(), "adam_2");
}

}  // namespace
}  // namespace keratin
