// Constraints tell and read what real Keras tells and reads.
#include "keratin/constraints/all.h"
#include "tests/support/golden_configs.h"

namespace keratin {
namespace {

TEST(GoldenConstraintConfigs, EqualKeras) {
  using namespace constraints;
  testing::expect_golden_family<Constraint, MaxNorm, MinMaxNorm, UnitNorm, NonNeg>("constraints");
}

}  // namespace
}  // namespace keratin
