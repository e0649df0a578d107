// Initializers tell and read what real Keras tells and reads.
#include "keratin/initializers/all.h"
#include "tests/support/golden_configs.h"

namespace keratin {
namespace {

TEST(GoldenInitializerConfigs, EqualKeras) {
  using namespace initializers;
  testing::expect_golden_family<Initializer
#define KERATIN_CLASS(name, ...) , name
#include "keratin/initializers/classes.inl"
                                >("initializers");
}

}  // namespace
}  // namespace keratin
