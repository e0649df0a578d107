// Optimizers and schedules tell and read what real Keras tells and reads.
#include "keratin/optimizers/all.h"
#include "tests/support/golden_configs.h"

namespace keratin {
namespace {

using optimizers::schedules::LearningRateSchedule;

TEST(GoldenOptimizerConfigs, EqualKeras) {
  using namespace optimizers;
  testing::expect_golden_family<Optimizer
#define KERATIN_CLASS(name, ...) , name
#include "keratin/optimizers/classes.inl"
                                >("optimizers");
}

TEST(GoldenScheduleConfigs, EqualKeras) {
  testing::expect_golden_configs<LearningRateSchedule>("schedules");
  testing::expect_names_and_registry_agree<LearningRateSchedule>();
  using namespace optimizers::schedules;
  testing::expect_golden_signatures<LearningRateSchedule
#define KERATIN_CLASS(name, ...) , name
#include "keratin/optimizers/schedules/classes.inl"
                                    >("schedules");
}

TEST(GoldenOptimizerConfigs, AutomaticNamesAreKerass) {
  const Config names = testing::golden_json("names.json")["automatic"].as_config();
  clear_session();
  for (const auto& [class_name, name] : names["optimizers"].as_config()) {
    const auto* entry = find_class<Optimizer>(class_name);
    EXPECT_TRUE(!entry || entry->from_config({})->name() == name.as_string()) << class_name;
  }
}

}  // namespace
}  // namespace keratin
