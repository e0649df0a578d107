// The learning rates of all schedules against real Keras, from the first step to beyond the end.
#include "keratin/optimizers/all.h"
#include "tests/support/error_text.h"
#include "tests/support/golden_configs.h"

namespace keratin {
namespace {

using namespace optimizers::schedules;
using testing::error_text;

TEST(GoldenSchedules, EqualKeras) {
  const Config golden = testing::golden_json("schedules.json");
  const auto& cases = golden["cases"].as_list();
  EXPECT_EQ(cases.size(), 26U);
  for (const ConfigValue& entry : cases) {
    const Config& one = entry.as_config();
    const auto schedule = deserialize<LearningRateSchedule>(one["record"]);
    const auto &steps = one["steps"].as_list(), &values = one["values"].as_list();
    ASSERT_EQ(steps.size(), values.size());
    for (size_t i = 0; i < steps.size(); ++i) {
      EXPECT_NEAR((*schedule)(steps[i].as_integer()), values[i].as_number(), 1e-6)
          << one["record"].to_string() << " at step " << steps[i].as_integer();
    }
  }
}

TEST(Schedules, AreMadeAsKerasMakesThem) {
  EXPECT_EQ(ExponentialDecay(0.1, 100, 0.5).options().decay_steps, 100);
  EXPECT_TRUE(ExponentialDecay(0.1, 100, 0.5, {.staircase = true}).options().staircase);
  EXPECT_EQ(InverseTimeDecay(0.1, 100, 0.5).options().decay_rate, 0.5);
  EXPECT_EQ(PolynomialDecay(0.1, 100, {.power = 2}).options().power, 2);
  EXPECT_EQ(CosineDecay(0.1, 100, {.alpha = 0.5}).options().alpha, 0.5);
  EXPECT_EQ(CosineDecayRestarts(0.1, 100).options().name, "SGDRDecay");
  const PiecewiseConstantDecay pieces({10, 20}, {1.0, 0.5, 0.25});
  EXPECT_EQ(pieces(10), 1);
  EXPECT_EQ(pieces(11), 0.5);
  EXPECT_EQ(pieces(21), 0.25);
}

TEST(Schedules, RefuseWhatKerasRefuses) {
  EXPECT_EQ(error_text([] { ExponentialDecay(0.1, 0, 0.5); }),
            "ValueError: decay_steps of ExponentialDecay is at least 1, but got 0");
  EXPECT_EQ(error_text([] { CosineDecayRestarts(0.1, -1); }),
            "ValueError: first_decay_steps of CosineDecayRestarts is at least 1, but got -1");
  EXPECT_EQ(error_text([] {
              PiecewiseConstantDecay({1, 2}, {1.0, 2.0});
            }),
            "ValueError: PiecewiseConstantDecay takes boundaries, and one value more than these, "
            "but got 2 boundaries and 2 values");
  EXPECT_NE(error_text([] { PiecewiseConstantDecay({2, 1}, {1.0, 2.0, 3.0}); }), "no error");
  EXPECT_NE(error_text([] { LearningRateSchedule::get("CosineDecay"); }), "no error");
}

struct HalvingOptions {
  double start = 0.1;
  int64_t every = 1000;
};
class Halving final : public ScheduleOf<Halving, HalvingOptions> {
 public:
  explicit Halving(HalvingOptions options = {}) : ScheduleOf(std::move(options)) {}
  double operator()(int64_t step) const override {
    return options_.start / static_cast<double>(int64_t{1} << (step / options_.every));
  }
};

TEST(Schedules, OfTheUserAreSavedWithTheirOptimizer) {
  register_keras_serializable<Halving>("mine");
  const optimizers::SGD sgd({.learning_rate = Halving({.every = 10})});
  const auto again = deserialize<Optimizer>(serialize(sgd));
  EXPECT_TRUE(*again == sgd);
  again->set_iterations(10);
  EXPECT_EQ(again->learning_rate(), 0.05);
}

}  // namespace
}  // namespace keratin
