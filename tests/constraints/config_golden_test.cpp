// Constraints tell and read what real Keras tells and reads.
#include "keratin/constraints/all.h"
#include "tests/support/golden_configs.h"

namespace keratin {
namespace {

TEST(GoldenConstraintConfigs, EqualKeras) {
  using namespace constraints;
  testing::expect_golden_family<Constraint
#define KERATIN_CLASS(name, ...) , name
#include "keratin/constraints/classes.inl"
                                >("constraints");
}

}  // namespace
}  // namespace keratin
