// Every activation by name against differences in float64 over a grid of odd shapes.
#include <gtest/gtest.h>

#include "keratin/activations/activation.h"
#include "keratin/autodiff/gradient_check.h"
#include "keratin/base/error.h"
#include "keratin/ops/manipulate.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using Inputs = std::vector<Tensor>;

class EveryActivation : public ::testing::TestWithParam<std::string_view> {};

TEST_P(EveryActivation, HasTheSlopeOfItsValue) {
  const auto activation = activations::Activation::get(GetParam());
  uint64_t seed = 10;
  for (const Shape& shape :
       {Shape{0}, Shape{1}, Shape{7}, Shape{15}, Shape{17}, Shape{31}, Shape{33}, Shape{3, 0},
        Shape{1, 1}, Shape{7, 5}, Shape{15, 17}, Shape{2, 3, 5}, Shape{2, 3, 8}, Shape{3, 32}}) {
    const Tensor x = testing::uniform_tensor(shape, -3.3, 3.3, ++seed);
    if (GetParam() == "glu" && shape.back() % 2 != 0) {
      EXPECT_THROW((*activation)(x), ShapeError);
      continue;
    }
    const GradientCheck plain =
        check_gradients([&](const Inputs& in) { return (*activation)(in[0]); }, {x});
    EXPECT_LT(plain.largest_error, 3e-7) << shape.to_string() << ": " << plain.to_string();
    const GradientCheck turned = check_gradients(
        [&](const Inputs& in) { return (*activation)(in[0].transpose()); }, {x.transpose().copy()});
    EXPECT_LT(turned.largest_error, 3e-7) << shape.to_string() << ": " << turned.to_string();
  }
}

INSTANTIATE_TEST_SUITE_P(Names, EveryActivation,
                         ::testing::ValuesIn(activations::Activation::names),
                         [](const auto& instance) { return std::string(instance.param); });

}  // namespace
}  // namespace keratin
