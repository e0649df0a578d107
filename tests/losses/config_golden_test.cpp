// Losses tell and read what real Keras tells and reads.
#include "keratin/losses/all.h"
#include "tests/support/golden_configs.h"

namespace keratin {
namespace {

TEST(GoldenLossConfigs, EqualKeras) { testing::expect_golden_configs<Loss>("losses"); }

TEST(GoldenLossConfigs, NamesMeanTheSame) {
  testing::expect_golden_names<Loss>("losses");
  testing::expect_names_and_registry_agree<Loss>();
}

TEST(GoldenLossConfigs, ArgumentsAreKerass) {
  using namespace losses;
  testing::expect_golden_signatures<
      MeanSquaredError, MeanAbsoluteError, MeanAbsolutePercentageError, MeanSquaredLogarithmicError,
      Huber, LogCosh, CosineSimilarity, KLDivergence, Poisson, Hinge, SquaredHinge,
      CategoricalHinge, BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy>(
      "losses");
  EXPECT_EQ(Loss::registry().size(), 15U);
}

}  // namespace
}  // namespace keratin
