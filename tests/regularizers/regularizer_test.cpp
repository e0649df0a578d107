// Regularizers that are functions of the user's.
#include "keratin/regularizers/regularizer.h"

#include <gtest/gtest.h>

#include "keratin/ops/reduce.h"
#include "keratin/regularizers/all.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

TEST(Regularizer, FromAFunctionIsSavedByItsName) {
  const auto f = [](const Tensor& x) { return ops::sum(x); };
  EXPECT_EQ(testing::error_text([&] { to_value(AnyRegularizer(f)); }),
            "ValueError: a regularizer of your own has no name, so it cannot be saved\n"
            "  hint  register it: register_keras_serializable<Base>(\"package\", \"name\", "
            "function)");
  register_keras_serializable<Regularizer>("mine", "total", f);
  const AnyRegularizer total = AnyRegularizer::named("total");
  AnyRegularizer again;
  from_value(to_value(total), again);
  EXPECT_TRUE(*again.make() == *total.make());
  EXPECT_EQ((*again.make())(tensor({1.0, 2.0})).item(), 3);
}

}  // namespace
}  // namespace keratin
