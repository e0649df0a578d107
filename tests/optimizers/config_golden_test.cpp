// Optimizers and schedules tell and read what real Keras tells and reads.
#include "keratin/optimizers/all.h"
#include "tests/support/golden_configs.h"

namespace keratin {
namespace {

using optimizers::schedules::LearningRateSchedule;

TEST(GoldenOptimizerConfigs, EqualKeras) {
  testing::expect_golden_configs<Optimizer>("optimizers");
  testing::expect_golden_configs<LearningRateSchedule>("schedules");
}

TEST(GoldenOptimizerConfigs, NamesMeanTheSame) {
  testing::expect_golden_names<Optimizer>("optimizers");
  testing::expect_names_and_registry_agree<Optimizer>();
  testing::expect_names_and_registry_agree<LearningRateSchedule>();
}

TEST(GoldenOptimizerConfigs, AutomaticNamesAreKerass) {
  const Config names = testing::golden_json("names.json")["automatic"].as_config();
  for (const auto& [class_name, name] : names["optimizers"].as_config()) {
    const auto* entry = find_class<Optimizer>(class_name);
    EXPECT_TRUE(!entry || entry->from_config({})->name() == name.as_string()) << class_name;
  }
}

TEST(GoldenOptimizerConfigs, ArgumentsAreKerass) {
  using namespace optimizers;
  testing::expect_golden_signatures<SGD, RMSprop, Adam, AdamW>("optimizers");
  EXPECT_EQ(Optimizer::registry().size(), 4U);
  const auto expect_schedule = [](std::string_view class_name, const auto& options) {
    std::vector<std::string> names;
    fields::for_each(options, [&](std::string_view name, auto&) { names.emplace_back(name); });
    EXPECT_EQ(names, testing::golden_signature("schedules", class_name));
  };
  expect_schedule("CosineDecay", schedules::CosineDecayOptions());
  expect_schedule("CosineDecayRestarts", schedules::CosineDecayRestartsOptions());
  expect_schedule("ExponentialDecay", schedules::ExponentialDecayOptions());
  expect_schedule("InverseTimeDecay", schedules::InverseTimeDecayOptions());
  expect_schedule("PiecewiseConstantDecay", schedules::PiecewiseConstantDecayOptions());
  expect_schedule("PolynomialDecay", schedules::PolynomialDecayOptions());
}

}  // namespace
}  // namespace keratin
