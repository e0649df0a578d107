#include "keratin/backend/reference_internal.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

const std::vector<Unary> kAllUnary = {
#define KERATIN_ENTRY(name) Unary::name,
    KERATIN_UNARY_FUNCTIONS(KERATIN_ENTRY)
#undef KERATIN_ENTRY
};

Tensor apply(Unary f, UnaryArgs args, const Tensor& x) {
  Tensor y(x.shape(), is_predicate(f) ? bool_ : x.dtype());
  reference_backend().run(UnaryCall{.f = f, .args = args, .x = x.view(), .y = y.view()});
  return y;
}

/// Arguments within the domain of f, away from the kinks of the piecewise functions.
std::vector<double> points_of(Unary f) {
  switch (f) {
    case Unary::sqrt:
    case Unary::rsqrt:
    case Unary::log:
    case Unary::log2:
    case Unary::log10: return {0.3, 1.1, 2.7, 9.4};
    case Unary::arccosh: return {1.3, 2.2, 8.1};
    case Unary::log1p: return {-0.7, 0.3, 2.7};
    case Unary::arcsin:
    case Unary::arccos:
    case Unary::arctanh: return {-0.83, -0.21, 0.37, 0.71};
    default: return {-8.3, -3.4, -1.7, -0.62, -0.17, 0.21, 0.73, 1.3, 2.4, 5.3, 7.7};
  }
}

TEST(ReferenceBackend, EverySlopeIsTheDerivativeOfItsValue) {
  const UnaryArgs args{0.4, 1.9};
  const double h = 1e-6;
  for (const Unary f : kAllUnary) {
    if (is_predicate(f)) continue;
    for (const double at : points_of(f)) {
      const Tensor x = tensor(std::vector<double>{at, at - h, at + h});
      const Tensor y = apply(f, args, x);
      const Tensor one = ones({3}, float64);
      Tensor dx({3}, float64);
      reference_backend().run(UnaryGradientCall{
          .f = f, .args = args, .x = x.view(), .y = y.view(), .dy = one.view(), .dx = dx.view()});
      const std::vector<double> value = y.to_vector<double>();
      const double expected = (value[2] - value[1]) / (2 * h);
      EXPECT_NEAR(dx.to_vector<double>()[0], expected, 1e-6 * (1 + std::abs(expected)))
          << name_of(f) << " at " << at;
    }
  }
}

TEST(ReferenceBackend, PredicatesKnowTheSpecialValues) {
  const Tensor x = tensor(std::vector<float>{1, -INFINITY, NAN, 0});
  EXPECT_EQ(apply(Unary::isnan, {}, x).to_vector<int>(), (std::vector<int>{0, 0, 1, 0}));
  EXPECT_EQ(apply(Unary::isinf, {}, x).to_vector<int>(), (std::vector<int>{0, 1, 0, 0}));
  EXPECT_EQ(apply(Unary::isfinite, {}, x).to_vector<int>(), (std::vector<int>{1, 0, 0, 1}));
}

TEST(ReferenceBackend, MatmulTakesViewsOfAnyStride) {
  const Tensor a = tensor({{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}});
  View transposed = a.view();
  transposed.shape = {3, 2};
  transposed.strides = {1, 3};
  Tensor y({3, 3}, float32);
  reference_backend().run(MatmulCall{.a = transposed, .b = a.view(), .y = y.view()});
  EXPECT_EQ(y.to_vector<float>(), (std::vector<float>{17, 22, 27, 22, 29, 36, 27, 36, 45}));
}

/// 1 + 2^-8 lies half-way between two bfloat16 numbers, and goes to 1, the even one.
constexpr float kTie = 1 + 0x1p-8F;

TEST(ReferenceBackend, MatmulBesideBFloat16RoundsTheFactorsAndTheResultOnce) {
  const Tensor a = full({1, 256}, 1).astype(bfloat16), b = full({256, 1}, kTie);
  Tensor wide({1, 1}, float32), narrow({1, 1}, bfloat16);
  reference_backend().run(MatmulCall{.a = a.view(), .b = b.view(), .y = wide.view()});
  EXPECT_EQ(wide.item<float>(), 256);
  // Summed in bfloat16 these would stay at 256, whose neighbour is 258.
  const Tensor ones_and_one = full({1, 259}, 1).astype(bfloat16), column = ones({259, 1});
  reference_backend().run(
      MatmulCall{.a = ones_and_one.view(), .b = column.view(), .y = wide.view()});
  EXPECT_EQ(wide.item<float>(), 259);
  reference_backend().run(
      MatmulCall{.a = ones_and_one.view(), .b = column.view(), .y = narrow.view()});
  EXPECT_EQ(narrow.item<float>(), 260);
  const Tensor both = column.astype(bfloat16);
  reference_backend().run(
      MatmulCall{.a = ones_and_one.view(), .b = both.view(), .y = narrow.view()});
  EXPECT_EQ(narrow.item<float>(), 260);
}

TEST(ReferenceBackend, DenseOfBFloat16RoundsAfterBiasAndActivation) {
  const Tensor x = full({1, 3}, 1).astype(bfloat16);
  const Tensor kernel = tensor({{128.0, -1.0}, {128.0, 0.0}, {1.0, 0.0}});
  const Tensor bias = tensor(std::vector<float>{kTie, 0.25F});
  const FusedActivation relu{.is_some = true, .function = Unary::relu};
  Tensor narrow({1, 2}, bfloat16), wide({1, 2}, float32);
  reference_backend().run(DenseCall{.x = x.view(),
                                    .kernel = kernel.view(),
                                    .bias = bias.view(),
                                    .activation = relu,
                                    .y = narrow.view()});
  EXPECT_EQ(narrow.to_vector<float>(), (std::vector<float>{258, 0}));  // 257 alone would be 256
  reference_backend().run(DenseCall{.x = x.view(),
                                    .kernel = kernel.view(),
                                    .bias = bias.view(),
                                    .activation = relu,
                                    .y = wide.view()});
  EXPECT_EQ(wide.to_vector<float>(), (std::vector<float>{258, 0}));  // the bias was rounded to 1
}

TEST(ReferenceBackend, SumsOfBFloat16AreNotRoundedOnTheWay) {
  const Tensor x = full({1000}, 1).astype(bfloat16);
  Tensor y({1}, bfloat16);
  reference_backend().run(ReduceCall{.reduction = Reduction::sum, .x = x.view(), .y = y.view()});
  EXPECT_EQ(y.item<float>(), 1000);
}

TEST(ReferenceBackend, ReducesAnyAxesAndKeepsNaN) {
  const Tensor x = tensor({{1.0, NAN, 3.0}, {4.0, 5.0, 6.0}});
  Tensor rows({2, 1}, float32);
  reference_backend().run(ReduceCall{.reduction = Reduction::max, .x = x.view(), .y = rows.view()});
  EXPECT_TRUE(std::isnan(rows.to_vector<float>()[0]));
  EXPECT_EQ(rows.to_vector<float>()[1], 6);
  Tensor columns({1, 3}, float32);
  reference_backend().run(
      ReduceCall{.reduction = Reduction::sum, .x = x.view(), .y = columns.view()});
  EXPECT_EQ(columns.to_vector<float>()[0], 5);
  EXPECT_EQ(columns.to_vector<float>()[2], 9);
}

TEST(ReferenceBackend, TakeAndScatterAddAreTransposes) {
  const Tensor x = tensor({{1.0, 2.0}, {3.0, 4.0}, {5.0, 6.0}});
  const Tensor indices = tensor({2, 0, 2});
  Tensor y({3, 2}, float32);
  reference_backend().run(
      TakeCall{.x = x.view(), .indices = indices.view(), .axis = 0, .y = y.view()});
  EXPECT_EQ(y.to_vector<float>(), (std::vector<float>{5, 6, 1, 2, 5, 6}));
  Tensor back = zeros({3, 2});
  reference_backend().run(
      ScatterAddCall{.y = y.view(), .indices = indices.view(), .axis = 0, .x = back.view()});
  EXPECT_EQ(back.to_vector<float>(), (std::vector<float>{1, 2, 0, 0, 10, 12}));
}

TEST(ReferenceBackend, IntegersWrapAroundAndDivideTowardsMinusInfinity) {
  const Tensor a = tensor(std::vector<int32_t>{INT32_MAX, -7, 7, 5});
  const Tensor b = tensor(std::vector<int32_t>{1, 2, -2, 0});
  Tensor y({4}, int32);
  reference_backend().run(
      BinaryCall{.f = Binary::add, .a = a.view(), .b = b.view(), .y = y.view()});
  EXPECT_EQ(y.to_vector<int32_t>()[0], INT32_MIN);
  reference_backend().run(
      BinaryCall{.f = Binary::floor_divide, .a = a.view(), .b = b.view(), .y = y.view()});
  EXPECT_EQ(y.to_vector<int32_t>(), (std::vector<int32_t>{INT32_MAX, -4, -4, 0}));
  reference_backend().run(
      BinaryCall{.f = Binary::mod, .a = a.view(), .b = b.view(), .y = y.view()});
  EXPECT_EQ(y.to_vector<int32_t>(), (std::vector<int32_t>{0, 1, -1, 0}));
}

TEST(ReferenceBackend, RandomNumbersHaveTheMomentsOfTheirDistribution) {
  struct Case {
    Distribution distribution;
    double a, b, mean, deviation;
  };
  // The standard deviation of a normal cut at two deviations: Johnson, Kotz, 1970.
  for (const Case& c : {Case{Distribution::uniform, -1, 3, 1, 4 / std::sqrt(12.0)},
                        Case{Distribution::normal, 2, 0.5, 2, 0.5},
                        Case{Distribution::truncated_normal, 0, 1, 0, 0.87962566103423978},
                        Case{Distribution::bernoulli, 0.3, 0, 0.3, std::sqrt(0.21)}}) {
    Tensor y({200000}, float32);
    reference_backend().run(RandomCall{
        .distribution = c.distribution, .a = c.a, .b = c.b, .key = {.seed = 7}, .y = y.view()});
    double sum = 0, squares = 0;
    for (const double v : y.to_vector<double>()) sum += v, squares += v * v;
    const double mean = sum / 200000;
    EXPECT_NEAR(mean, c.mean, 0.01);
    EXPECT_NEAR(std::sqrt(squares / 200000 - mean * mean), c.deviation, 0.01);
  }
}

TEST(ReferenceBackend, RandomNumbersDependOnKeyAndIndexAlone) {
  Tensor many({1000}, float32);
  Tensor few({10}, float32);
  reference_backend().run(RandomCall{.distribution = Distribution::normal,
                                     .a = 0,
                                     .b = 1,
                                     .key = {.seed = 3, .stream = 2},
                                     .y = many.view()});
  reference_backend().run(RandomCall{.distribution = Distribution::normal,
                                     .a = 0,
                                     .b = 1,
                                     .key = {.seed = 3, .stream = 2},
                                     .y = few.view()});
  for (size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(few.to_vector<float>()[i], many.to_vector<float>()[i]);
  }
}

}  // namespace
}  // namespace keratin
