// Regularizers tell and read what real Keras tells and reads.
#include "keratin/regularizers/all.h"
#include "tests/support/golden_configs.h"

namespace keratin {
namespace {

TEST(GoldenRegularizerConfigs, EqualKeras) {
  using namespace regularizers;
  testing::expect_golden_family<Regularizer
#define KERATIN_CLASS(name, ...) , name
#include "keratin/regularizers/classes.inl"
                                >("regularizers");
}

}  // namespace
}  // namespace keratin
