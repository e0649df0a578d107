// Constraints that are functions of the user's.
#include "keratin/constraints/constraint.h"

#include <gtest/gtest.h>

#include "keratin/constraints/all.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

TEST(Constraint, FromAFunctionIsSavedByItsName) {
  const auto f = [](const Tensor& x) { return x * 0.5; };
  EXPECT_EQ(testing::error_text([&] { to_value(AnyConstraint(f)); }),
            "ValueError: a constraint of your own has no name, so it cannot be saved\n"
            "  hint  register it: register_keras_serializable<Base>(\"package\", \"name\", "
            "function)");
  register_keras_serializable<Constraint>("mine", "half", f);
  const AnyConstraint half = AnyConstraint::named("half");
  AnyConstraint again;
  from_value(to_value(half), again);
  EXPECT_TRUE(*again.make() == *half.make());
  EXPECT_EQ((*again.make())(tensor({3.0})).item(), 1.5);
}

}  // namespace
}  // namespace keratin
