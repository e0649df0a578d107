// Initializers tell and read what real Keras tells and reads.
#include "keratin/initializers/all.h"
#include "tests/support/golden_configs.h"

namespace keratin {
namespace {

TEST(GoldenInitializerConfigs, EqualKeras) {
  testing::expect_golden_configs<Initializer>("initializers");
}

TEST(GoldenInitializerConfigs, NamesMeanTheSame) {
  testing::expect_golden_names<Initializer>("initializers");
  testing::expect_names_and_registry_agree<Initializer>();
}

TEST(GoldenInitializerConfigs, ArgumentsAreKerass) {
  using namespace initializers;
  testing::expect_golden_signatures<Zeros, Ones, Constant, Identity, RandomNormal, RandomUniform,
                                    TruncatedNormal, VarianceScaling, GlorotUniform, GlorotNormal,
                                    HeUniform, HeNormal, LecunUniform, LecunNormal, Orthogonal>(
      "initializers");
  EXPECT_EQ(Initializer::registry().size(), 15U);
}

}  // namespace
}  // namespace keratin
