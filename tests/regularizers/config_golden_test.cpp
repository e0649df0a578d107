// Regularizers tell and read what real Keras tells and reads.
#include "keratin/regularizers/all.h"
#include "tests/support/golden_configs.h"

namespace keratin {
namespace {

TEST(GoldenRegularizerConfigs, EqualKeras) {
  testing::expect_golden_configs<Regularizer>("regularizers");
}

TEST(GoldenRegularizerConfigs, NamesMeanTheSame) {
  testing::expect_golden_names<Regularizer>("regularizers");
  testing::expect_names_and_registry_agree<Regularizer>();
}

TEST(GoldenRegularizerConfigs, ArgumentsAreKerass) {
  using namespace regularizers;
  testing::expect_golden_signatures<L1, L2, L1L2, OrthogonalRegularizer>("regularizers");
  EXPECT_EQ(Regularizer::registry().size(), 4U);
}

}  // namespace
}  // namespace keratin
