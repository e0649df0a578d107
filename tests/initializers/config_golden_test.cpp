// Initializers tell and read what real Keras tells and reads.
#include "keratin/initializers/all.h"
#include "tests/support/golden_configs.h"

namespace keratin {
namespace {

TEST(GoldenInitializerConfigs, EqualKeras) {
  using namespace initializers;
  testing::expect_golden_family<Initializer, Zeros, Ones, Constant, Identity, RandomNormal,
                                RandomUniform, TruncatedNormal, VarianceScaling, GlorotUniform,
                                GlorotNormal, HeUniform, HeNormal, LecunUniform, LecunNormal,
                                Orthogonal>("initializers");
}

}  // namespace
}  // namespace keratin
