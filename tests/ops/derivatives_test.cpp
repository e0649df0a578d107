#include "keratin/ops/derivatives.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::error_text, testing::expect_near;

auto log1pexp() {
  return ops::custom_gradient([](const Tensor& x) {
    const Tensor e = exp(x);
    const auto gradient = [e](const Tensor& upstream) { return upstream * (1 - 1 / (1 + e)); };
    return std::pair(log(1 + e), gradient);
  });
}

TEST(CustomGradient, TakesThePlaceOfTheTapes) {
  const Tensor x = tensor({0.0, 1.0, 100.0});
  // exp(100) is infinite, and the tape's gradient there is NaN.
  const Tensor plain = watch(x);
  EXPECT_TRUE(isnan(gradients(sum(log(1 + exp(plain))), {plain})[0]).any().item<bool>());
  const Tensor watched = watch(x);
  const Tensor y = log1pexp()(watched);
  expect_near(y[{slice(0, 2)}], tensor({std::log(2.0), std::log(1 + std::exp(1.0))}), 1e-6);
  expect_near(gradients(sum(y), {watched})[0], tensor({0.5, 0.7310586, 1.0}), 1e-6);
  EXPECT_FALSE(log1pexp()(x).node());
  const Tensor z = random::normal({5}, {.dtype = float64, .seed = 1});
  EXPECT_LT(testing::gradient_error({z}, [](const auto& in) { return log1pexp()(in[0]); }), 1e-7);
}

TEST(CustomGradient, OfSeveralInputs) {
  // No slope by the second, ten times that by the first.
  const auto product = ops::custom_gradient([](const Tensor& a, const Tensor& b) {
    return std::pair(a * b, [b](const Tensor& upstream) {
      return Tensors{upstream * b * 10, Tensor()};
    });
  });
  const Tensor a = watch(tensor({2.0, 3.0})), b = watch(tensor({5.0, 7.0}));
  const std::vector<Tensor> slopes = gradients(sum(ops::square(product(a, b))), {a, b});
  expect_near(slopes[0], tensor({2 * 10.0 * 50, 2 * 21.0 * 70}), 1e-6);
  expect_near(slopes[1], tensor({0.0, 0.0}), 0);
}

TEST(CustomGradient, StandsInAGraph) {
  const Input x({3});
  const Model model(x, log1pexp()(x) * 2);
  const Tensor data = random::normal({2, 3}, {.seed = 1});
  expect_near(model(data), ops::softplus(data) * 2, 1e-6);
}

TEST(CustomGradient, SaysWhatIsWrong) {
  const auto error_of = [](auto gradient) {
    const auto f =
        ops::custom_gradient([&](const Tensor& x) { return std::pair(x * 1, gradient); });
    const Tensor x = watch(zeros({2, 3}));
    const Tensor y = f(x);
    return error_text([&] { gradients(sum(y), {x}); });
  };
  EXPECT_EQ(error_of([](const Tensor& dy) { return sum(dy); }),
            "ShapeError: custom_gradient: the gradient of input 0 is of another shape\n"
            "  expected  float32 (2, 3)\n"
            "  received  float32 ()");
  EXPECT_NE(error_of([](const Tensor& dy) {
              return dy.astype(float64);
            }).find("DTypeError: custom_gradient: the gradient of input 0 is of another dtype"),
            std::string::npos);
  EXPECT_EQ(error_of([](const Tensor& dy) {
              return Tensors{dy, dy};
            }),
            "ValueError: custom_gradient: the gradient must be one for each of 1 inputs, but there "
            "are 2");
}

TEST(Jvp, IsTheDerivativeAlongADirection) {
  const Tensor x = tensor(0.1), dx = tensor(0.2);
  const auto [y, dy] = ops::jvp([](const Tensor& a) { return sin(a); }, x, dx);
  EXPECT_NEAR(y.item<double>(), 0.09983342, 1e-7);  // Keras's own example
  EXPECT_NEAR(dy.item<double>(), 0.19900084, 1e-7);
  EXPECT_EQ(dy.shape(), Shape());
  EXPECT_FALSE(y.node());
}

TEST(Jvp, EqualsDifferences) {
  const Tensor a = random::normal({2, 3}, {.dtype = float64, .seed = 1});
  const Tensor b = random::normal({3, 2}, {.dtype = float64, .seed = 2});
  const Tensor da = random::normal({2, 3}, {.dtype = float64, .seed = 3});
  const Tensor db = random::normal({3, 2}, {.dtype = float64, .seed = 4});
  const auto f = [](const Tensors& in) {
    const Tensor y = tanh(matmul(in[0], in[1]));
    return Tensors{y, sum(ops::square(in[0])), ones({2}, float64)};
  };
  const auto [y, dy] = ops::jvp(f, Tensors{a, b}, Tensors{da, db});
  const double h = 1e-6;
  const Tensors above = f({a + da * h, b + db * h}), below = f({a - da * h, b - db * h});
  ASSERT_EQ(dy.size(), 3U);
  for (size_t i = 0; i < 3; ++i) {
    expect_near(y[i], f({a, b})[i], 0);
    expect_near(dy[i], (above[i] - below[i]) / (2 * h), 1e-8);
  }
}

TEST(Jvp, StandsInAGraph) {
  const Input x({3}), dx({3});
  const auto [y, dy] =
      ops::jvp([](const Tensor& a) { return ops::square(a); }, Tensor(x), Tensor(dx));
  const Model model({x, dx}, {y, dy});
  const Tensor a = random::normal({2, 3}, {.seed = 1}), b = random::normal({2, 3}, {.seed = 2});
  const Tensors both = model.outputs_for({a, b});
  expect_near(both[0], a * a, 1e-6);
  expect_near(both[1], 2 * a * b, 1e-6);
}

TEST(Jvp, SaysWhatIsWrong) {
  const auto f = [](const Tensor& a) { return a * a; };
  EXPECT_EQ(error_text([&] { ops::jvp(f, zeros({2}), zeros({3})); }),
            "ShapeError: jvp: tangent 0 is of another shape\n"
            "  expected  float32 (2,)\n"
            "  received  float32 (3,)");
  EXPECT_THROW(ops::jvp(f, zeros({2}), zeros({2}, float64)), DTypeError);
  EXPECT_THROW(ops::jvp(f, zeros({2}, int32), zeros({2}, int32)), DTypeError);
  const auto of_list = [](const Tensors& in) { return in[0]; };
  EXPECT_THROW(ops::jvp(of_list, Tensors{zeros({2})}, Tensors{}), ValueError);
  const NoGradient silence;
  EXPECT_NE(error_text([&] { ops::jvp(f, zeros({2}), zeros({2})); }).find("a NoGradient keeps"),
            std::string::npos);
}

}  // namespace
}  // namespace keratin
