// Losses tell and read what real Keras tells and reads.
#include "keratin/losses/all.h"
#include "tests/support/golden_configs.h"

namespace keratin {
namespace {

TEST(GoldenLossConfigs, EqualKeras) {
  using namespace losses;
  testing::expect_golden_family<Loss
#define KERATIN_CLASS(name, ...) , name
#include "keratin/losses/classes.inl"
                                >("losses");
}

}  // namespace
}  // namespace keratin
