// Every elementwise function of the list: its gradient against differences, dtypes, and where().
#include "keratin/ops/elementwise.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/autodiff/tape.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/tensor/creation.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::gradient_error;
using testing::uniform_tensor;

struct Domain {
  double low = -3.3;
  double high = 3.3;
};

// Where f is defined and differences do not cancel.
Domain domain_of(Unary f) {
  switch (f) {
    case Unary::sqrt:
    case Unary::rsqrt:
    case Unary::reciprocal:
    case Unary::log:
    case Unary::log1p:
    case Unary::log2:
    case Unary::log10: return {0.3, 3.0};
    case Unary::arcsin:
    case Unary::arccos:
    case Unary::arctanh: return {-0.9, 0.9};
    case Unary::arccosh: return {1.2, 4.0};
    case Unary::tan: return {-1.2, 1.2};
    default: return {};
  }
}

class EveryUnary : public ::testing::TestWithParam<Unary> {};

TEST_P(EveryUnary, HasTheSlopeOfItsValue) {
  const Unary f = GetParam();
  if (is_predicate(f)) {
    EXPECT_FALSE(ops::unary(f, watch(ones({2}))).node()) << "a predicate has no slope";
    return;
  }
  const Domain domain = domain_of(f);
  // Empty, one, prime, and one element either side of a SIMD register.
  const std::vector<Shape> shapes = {{0}, {1}, {}, {7}, {3, 5}, {15}, {17}, {2, 1, 33}};
  uint64_t seed = 0;
  for (const Shape& shape : shapes) {
    const Tensor x = uniform_tensor(shape, domain.low, domain.high, ++seed);
    const double error =
        gradient_error({x}, [f](const std::vector<Tensor>& in) { return ops::unary(f, in[0]); });
    EXPECT_LT(error, 2e-7) << name_of(f) << " at shape " << shape.to_string();
  }
}

TEST_P(EveryUnary, GivesTheSameOnStridedElements) {
  const Unary f = GetParam();
  const Domain domain = domain_of(f);
  const Tensor x = uniform_tensor({6, 5}, domain.low, domain.high, 4).astype(float32);
  const Tensor turned = x.transpose();
  const Tensor expected = ops::unary(f, turned.copy());
  const Tensor received = ops::unary(f, turned);
  ASSERT_EQ(received.shape(), Shape({5, 6}));
  const std::vector<float> a = expected.to_vector<float>();
  const std::vector<float> b = received.to_vector<float>();
  for (size_t i = 0; i < a.size(); ++i) EXPECT_FLOAT_EQ(a[i], b[i]) << name_of(f);
}

constexpr Unary kAll[] = {
#define KERATIN_ENTRY(name) Unary::name,
    KERATIN_UNARY_FUNCTIONS(KERATIN_ENTRY)
#undef KERATIN_ENTRY
};
INSTANTIATE_TEST_SUITE_P(Functions, EveryUnary, ::testing::ValuesIn(kAll),
                         [](const auto& instance) { return name_of(instance.param); });

TEST(Elementwise, TurnsIntegersIntoFloat32UnlessItKeepsThem) {
  EXPECT_EQ(ops::exp(tensor({0, 1})).dtype(), float32);
  EXPECT_EQ(ops::abs(tensor({-3, 1})).dtype(), int32);
  EXPECT_EQ(ops::abs(tensor({-3, 1})).to_vector<int>(), (std::vector<int>{3, 1}));
  EXPECT_EQ(ops::square(tensor({-3, 2})).to_vector<int>(), (std::vector<int>{9, 4}));
  EXPECT_EQ(ops::exp(tensor({0.0}, float16)).dtype(), float16);
}

TEST(Elementwise, AnswersPredicatesInBool) {
  const float nan = std::nanf("");
  const Tensor x = tensor(std::vector<float>{1, nan, INFINITY, -INFINITY});
  using Ints = std::vector<int>;
  EXPECT_EQ(ops::isnan(x).dtype(), bool_);
  EXPECT_EQ(ops::isnan(x).to_vector<int>(), (Ints{0, 1, 0, 0}));
  EXPECT_EQ(ops::isinf(x).to_vector<int>(), (Ints{0, 0, 1, 1}));
  EXPECT_EQ(ops::isfinite(x).to_vector<int>(), (Ints{1, 0, 0, 0}));
}

TEST(Elementwise, KeepsNaN) {
  const Tensor x = tensor(std::vector<float>{std::nanf("")});
  for (const Unary f : {Unary::relu, Unary::sigmoid, Unary::tanh, Unary::exp, Unary::sign}) {
    EXPECT_TRUE(std::isnan(ops::unary(f, x).item<float>())) << name_of(f);
  }
}

TEST(Elementwise, StaysFiniteFarOut) {
  const Tensor x = tensor({-1000.0, 1000.0});
  EXPECT_EQ(ops::sigmoid(x).to_vector<float>(), (std::vector<float>{0, 1}));
  EXPECT_EQ(ops::softplus(x).to_vector<float>(), (std::vector<float>{0, 1000}));
  EXPECT_EQ(ops::log_sigmoid(x).to_vector<float>(), (std::vector<float>{-1000, 0}));
  EXPECT_EQ(ops::silu(x).to_vector<float>(), (std::vector<float>{0, 1000}));
}

TEST(Where, ChoosesAndBroadcasts) {
  const Tensor condition = tensor({{true}, {false}});
  const Tensor y = ops::where(condition, tensor({1, 2, 3}), Scalar(0));
  EXPECT_EQ(y.shape(), Shape({2, 3}));
  EXPECT_EQ(y.to_vector<int>(), (std::vector<int>{1, 2, 3, 0, 0, 0}));
}

TEST(Where, SendsGradientsToTheChosenSide) {
  const Tensor condition = tensor({{true, false, true}, {false, false, true}});
  const double error =
      gradient_error({uniform_tensor({2, 3}, -1, 1, 1), uniform_tensor({3}, -1, 1, 2)},
                     [&](const std::vector<Tensor>& x) {
                       return ops::where(condition, x[0] * x[0], x[1] * x[1]);
                     });
  EXPECT_LT(error, 1e-7);
}

}  // namespace
}  // namespace keratin
