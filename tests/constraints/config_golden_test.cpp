// Constraints tell and read what real Keras tells and reads.
#include "keratin/constraints/all.h"
#include "tests/support/golden_configs.h"

namespace keratin {
namespace {

TEST(GoldenConstraintConfigs, EqualKeras) {
  testing::expect_golden_configs<Constraint>("constraints");
}

TEST(GoldenConstraintConfigs, NamesMeanTheSame) {
  testing::expect_golden_names<Constraint>("constraints");
  testing::expect_names_and_registry_agree<Constraint>();
}

TEST(GoldenConstraintConfigs, ArgumentsAreKerass) {
  using namespace constraints;
  testing::expect_golden_signatures<MaxNorm, MinMaxNorm, UnitNorm, NonNeg>("constraints");
  EXPECT_EQ(Constraint::registry().size(), 4U);
}

}  // namespace
}  // namespace keratin
