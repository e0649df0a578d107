// Losses tell and read what real Keras tells and reads.
#include "keratin/losses/all.h"
#include "tests/support/golden_configs.h"

namespace keratin {
namespace {

TEST(GoldenLossConfigs, EqualKeras) {
  using namespace losses;
  testing::expect_golden_family<Loss, MeanSquaredError, MeanAbsoluteError,
                                MeanAbsolutePercentageError, MeanSquaredLogarithmicError, Huber,
                                LogCosh, CosineSimilarity, KLDivergence, Poisson, Hinge,
                                SquaredHinge, CategoricalHinge, BinaryCrossentropy,
                                CategoricalCrossentropy, SparseCategoricalCrossentropy>("losses");
}

}  // namespace
}  // namespace keratin
