// Regularizers tell and read what real Keras tells and reads.
#include "keratin/regularizers/all.h"
#include "tests/support/golden_configs.h"

namespace keratin {
namespace {

TEST(GoldenRegularizerConfigs, EqualKeras) {
  using namespace regularizers;
  testing::expect_golden_family<Regularizer, L1, L2, L1L2, OrthogonalRegularizer>("regularizers");
}

}  // namespace
}  // namespace keratin
