// Two tensors, or a tensor and a number: values, dtypes, broadcasting and gradients.
#include "keratin/ops/arithmetic.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/autodiff/variable.h"
#include "keratin/backend/functions/lists.h"
#include "keratin/base/error.h"
#include "keratin/tensor/creation.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::gradient_error;
using testing::uniform_tensor;
using Floats = std::vector<float>;
using Ints = std::vector<int>;

class EveryDifferentiableBinary : public ::testing::TestWithParam<Binary> {};

TEST_P(EveryDifferentiableBinary, HasTheSlopesOfItsValue) {
  const Binary f = GetParam();
  const std::vector<std::pair<Shape, Shape>> shapes = {{{7}, {7}},     {{3, 5}, {5}}, {{17}, {}},
                                                       {{0, 3}, {3}},  {{2, 1}, {3}}, {{15}, {1}},
                                                       {{}, {2, 1, 3}}};
  uint64_t seed = 0;
  for (const auto& [a, b] : shapes) {
    const std::vector<Tensor> inputs = {uniform_tensor(a, 0.5, 3, ++seed),
                                        uniform_tensor(b, 0.5, 3, ++seed)};
    const double error = gradient_error(
        inputs, [f](const std::vector<Tensor>& x) { return ops::binary(f, x[0], x[1]); });
    EXPECT_LT(error, 2e-7) << name_of(f) << " of " << a.to_string() << " and " << b.to_string();
  }
}

INSTANTIATE_TEST_SUITE_P(Functions, EveryDifferentiableBinary,
                         ::testing::Values(Binary::add, Binary::subtract, Binary::multiply,
                                           Binary::divide, Binary::power, Binary::maximum,
                                           Binary::minimum, Binary::arctan2),
                         [](const auto& instance) { return name_of(instance.param); });

TEST(Arithmetic, BroadcastsARowOverAMatrix) {
  const Tensor y = tensor({{1, 2, 3}, {4, 5, 6}}) + tensor({10, 20, 30});
  EXPECT_EQ(y.dtype(), int32);
  EXPECT_EQ(y.to_vector<int>(), (Ints{11, 22, 33, 14, 25, 36}));
}

TEST(Arithmetic, LetsNumbersAdapt) {
  EXPECT_EQ((tensor({1.0, 2.0}, float16) * 2.5).dtype(), float16);
  EXPECT_EQ((tensor({1, 2}) * 2.5).dtype(), float32);
  EXPECT_EQ((tensor({1, 2}, uint8) + 1).dtype(), uint8);
  EXPECT_EQ((1 - tensor({1.0, 3.0})).to_vector<float>(), (Floats{0, -2}));
}

TEST(Arithmetic, DividesIntegersTruly) {
  const Tensor y = tensor({255, 51}, uint8) / 255;
  EXPECT_EQ(y.dtype(), float32);
  EXPECT_FLOAT_EQ(y.to_vector<float>()[1], 0.2F);
  EXPECT_TRUE(std::isinf((tensor({1}) / tensor({0})).item<float>()));
}

TEST(Arithmetic, FloorsTowardsMinusInfinityAsPythonDoes) {
  const Tensor a = tensor({7, -7, 7, -7});
  const Tensor b = tensor({2, 2, -2, -2});
  EXPECT_EQ(ops::floor_divide(a, b).to_vector<int>(), (Ints{3, -4, -4, 3}));
  EXPECT_EQ(ops::mod(a, b).to_vector<int>(), (Ints{1, 1, -1, -1}));
}

TEST(Arithmetic, ComparesToBool) {
  const Tensor y = ops::greater(tensor({1, 2, 3}), 2);
  EXPECT_EQ(y.dtype(), bool_);
  EXPECT_EQ(y.to_vector<int>(), (Ints{0, 0, 1}));
  EXPECT_EQ(ops::equal(tensor({1.0}), std::nan("")).to_vector<int>(), (Ints{0}));
}

TEST(Arithmetic, LetsNaNWinInMaximum) {
  EXPECT_TRUE(std::isnan(ops::maximum(tensor({1.0}), std::nan("")).item<float>()));
  EXPECT_TRUE(std::isnan(ops::minimum(tensor({std::nan("")}), tensor({1.0})).item<float>()));
}

TEST(Arithmetic, LeavesItsArgumentsAlone) {
  const Tensor a = tensor({1.0, 2.0});
  const Tensor b = a;
  const Tensor y = a + 1;
  EXPECT_EQ(a.to_vector<float>(), (Floats{1, 2}));
  EXPECT_EQ(b.to_vector<float>(), (Floats{1, 2}));
  EXPECT_EQ(y.to_vector<float>(), (Floats{2, 3}));
}

TEST(Arithmetic, LeavesTheTensorsOfCompoundOperatorsAlone) {
  const Variable w(ones({2}));
  const Tensor offset = tensor({1.0F, 2.0F});
  Tensor h = w.value() * 3;  // which a gradient goes back through: it cannot take its own place
  h += offset;
  h -= offset;
  EXPECT_EQ(offset.to_vector<float>(), (Floats{1, 2}));
  Tensor a = zeros({2});
  const Tensor shared = a;
  a += offset;
  EXPECT_EQ(offset.to_vector<float>(), (Floats{1, 2}));
  EXPECT_EQ(shared.to_vector<float>(), (Floats{0, 0}));
  const Tensor x = tensor({1.0F, 2.0F}), y = tensor({3.0F, 4.0F});
  for (const Binary f : {Binary::add, Binary::multiply, Binary::less}) {
    ops::binary(f, x, y);
    ops::binary(f, x, 2.0);
    ops::binary(f, 2.0, y);
    EXPECT_EQ(x.to_vector<float>(), (Floats{1, 2}));
    EXPECT_EQ(y.to_vector<float>(), (Floats{3, 4}));
  }
}

TEST(Arithmetic, NamesShapesThatDoNotFit) {
  EXPECT_THROW(zeros({2, 3}) + zeros({4}), ShapeError);
  EXPECT_THROW(zeros({2, 3}) * zeros({3, 2}), ShapeError);
}

}  // namespace
}  // namespace keratin
