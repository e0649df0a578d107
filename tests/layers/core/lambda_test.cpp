#include "keratin/layers/core/lambda.h"

#include <gtest/gtest.h>

#include "keratin/layers/core/input.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using layers::Lambda;

TEST(Lambda, IsItsFunction) {
  const Lambda twice([](const Tensor& x) { return x * 2; });
  testing::expect_near(twice(tensor({{1.0, -3.0}})), tensor({{2.0, -6.0}}), 0);
  EXPECT_EQ(twice(Input({5})).shape(), (Shape{None, 5}));
  EXPECT_TRUE(twice.weights().empty());
}

TEST(Lambda, OfSeveralInputsGivesSeveralOutputs) {
  const Lambda both([](const Tensors& x) -> Tensors { return {x[0] + x[1], x[0] - x[1]}; });
  const auto [sum, difference] = both.get<2>({tensor({{1.0}}), tensor({{2.0}})});
  testing::expect_near(sum, tensor({{3.0}}), 0);
  testing::expect_near(difference, tensor({{-1.0}}), 0);
}

TEST(Lambda, CannotBeSaved) {
  const Lambda twice([](const Tensor& x) { return x * 2; }, {.name = "twice"});
  EXPECT_NE(testing::error_text([&] { twice.get_config(); }).find("holds a function"),
            std::string::npos);
}

}  // namespace
}  // namespace keratin
