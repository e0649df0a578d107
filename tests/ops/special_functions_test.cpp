#include "keratin/ops/special_functions.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/autodiff/gradient_check.h"
#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using Inputs = std::vector<Tensor>;
using testing::error_text, testing::expect_near;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(SpecialFunctions, AreRight) {
  const Tensor x = linspace(-0.999, 0.999, 41, float64);
  expect_near(ops::erf(ops::erfinv(x)), x, 1e-15, "erf(erfinv(x))");
  expect_near(ops::erfinv(tensor({1 - 1e-10, 1e-20}, float64)),
              tensor({4.572824958544925, 8.86226925452758e-21}, float64), 1e-9, "tails");
  expect_near(ops::erfinv(tensor({-1.0, 1.0, 2.0})), tensor({-kInfinity, kInfinity, NAN}), 0,
              "ends");
  expect_near(
      ops::erfc(tensor({0.0, 3.0, -3.0, 9.0}, float64)),
      tensor({1.0, 2.209049699858544e-5, 1.9999779095030015, 4.137031746513810e-37}, float64),
      1e-15, "erfc");
  expect_near(ops::cbrt(tensor({27, -8, 0})), tensor({3.0, -2.0, 0.0}), 1e-7, "cbrt");
  // NumPy's and SciPy's numbers.
  const Tensor points = tensor({0.0, 0.5, -2.0, 19.0, 21.0, 300.0}, float64);
  expect_near(ops::i0(points) / exp(abs(points)),
              tensor({1.0, 0.64503527044915, 0.308508322553671, 0.09214465721171874,
                      0.08758915965422785, 0.02304255841508546},
                     float64),
              1e-13, "i0");
  EXPECT_EQ(ops::i0(tensor({1000.0})).item<double>(), kInfinity);
  expect_near(ops::sinc(tensor({0.0, 0.5, -1.5}, float64)),
              tensor({1.0, 0.6366197723675814, -0.21220659078919378}, float64), 1e-15, "sinc");
}

TEST(SpecialFunctions, SeeSignsAndNeighbours) {
  EXPECT_TRUE(array_equal(ops::signbit(tensor({-0.0, 0.0, -INFINITY, 2.0})),
                          tensor({true, false, true, false})));
  EXPECT_TRUE(array_equal(ops::signbit(tensor({-3, 3})), tensor({true, false})));
  EXPECT_TRUE(ops::signbit(tensor({-NAN}))[0].item<bool>());
  const float next = std::nextafter(1.0F, 2.0F);
  EXPECT_EQ(ops::nextafter(tensor({1.0, 1.0}), tensor({2.0, 1.0})).to_vector<float>(),
            (std::vector<float>{next, 1}));
  EXPECT_EQ(ops::nextafter(tensor({1.0, 0.0}, float16), -1).to_vector<float>(),
            (std::vector<float>{1 - 1.0F / 2048, -std::ldexp(1.0F, -24)}));
  EXPECT_EQ(ops::nextafter(tensor({1.0, 1.0}, bfloat16), 2.0).to_vector<float>(),
            (std::vector<float>(2, 1 + 1.0F / 128)));
  EXPECT_EQ(ops::nextafter(tensor({5}), 3).dtype(), float32);
}

TEST(SpecialFunctions, DivideAndScale) {
  EXPECT_EQ(ops::fmod(tensor({5, -3, 7}), tensor({3, 6, 0})).to_vector<int>(),
            (std::vector<int>{2, -3, 0}));
  EXPECT_EQ(ops::fmod(tensor({5.5, -5.5}), 2).to_vector<float>(), (std::vector<float>{1.5, -1.5}));
  EXPECT_EQ(ops::fmod(tensor({true, false}), tensor({true, true})).dtype(), int32);
  EXPECT_EQ(ops::fmod(tensor({5}), 1.5).dtype(), float32);
  EXPECT_EQ(ops::ldexp(tensor({0.5, -1.5, 2.0}), tensor({5, -3, 7})).to_vector<float>(),
            (std::vector<float>{16, -0.1875, 256}));
  EXPECT_EQ(ops::ldexp(tensor({0.5}), 128).item<double>(), std::ldexp(1.0, 127));
  EXPECT_EQ(ops::ldexp(tensor({3}), 2).dtype(), float32);
  EXPECT_NE(error_text([] {
              ops::ldexp(tensor({1.0}), tensor({1.0}));
            }).find("ldexp: the exponent must be an integer"),
            std::string::npos);
}

TEST(SpecialFunctions, Gradients) {
  const Tensor x = tensor({-0.7, -0.2, 0.0, 0.4, 0.9}, float64), far = x * 30 + 0.1;
  const auto check = [](const char* what, FunctionRef<Tensor(const Inputs&)> f, const Inputs& in) {
    const GradientCheck result = check_gradients(f, in);
    EXPECT_LT(result.largest_error, 1e-7) << what << ": " << result.to_string();
  };
  check("cbrt", [](const Inputs& in) { return ops::cbrt(in[0]); }, {far});
  check("erfc", [](const Inputs& in) { return ops::erfc(in[0]); }, {x});
  check("erfinv", [](const Inputs& in) { return ops::erfinv(in[0]); }, {x});
  check("i0", [](const Inputs& in) { return ops::i0(in[0]); }, {x * 3});
  check("i0, far", [](const Inputs& in) { return ops::i0(in[0]) * 1e-12; }, {far});
  check("i1", [](const Inputs& in) { return ops::bessel_i1(in[0]); }, {x * 3});
  check("sinc", [](const Inputs& in) { return ops::sinc(in[0]); }, {x + 0.05});
  check("fmod", [](const Inputs& in) { return ops::fmod(in[0], in[1]); },
        {far, tensor({2.0}, float64)});
  check("ldexp", [](const Inputs& in) { return ops::ldexp(in[0], tensor({1, 2, 3, 4, 5})); }, {x});
}

TEST(SpecialFunctions, KeepDTypes) {
  EXPECT_EQ(ops::erfinv(tensor({0.5}, bfloat16)).dtype(), bfloat16);
  EXPECT_EQ(ops::i0(tensor({2})).dtype(), float32);
  EXPECT_EQ(ops::sinc(tensor({true})).dtype(), float32);
  EXPECT_EQ(ops::cbrt(zeros({0, 3})).shape(), (Shape{0, 3}));
}

}  // namespace
}  // namespace keratin
