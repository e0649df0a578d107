#include "keratin/autodiff/gradient_check.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/autodiff/tape.h"
#include "keratin/base/error.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

using Inputs = std::vector<Tensor>;

Tensor numbers(std::initializer_list<double> values) { return tensor(std::vector<double>(values)); }

/// 2 x with the slope `slope`, right or wrong.
Tensor doubled(const Tensor& x, double slope) {
  return record("doubled", x.detach() * 2, {&x},
                [slope](const Tensor& dy) { return Gradients{dy * slope}; });
}

TEST(CheckGradients, FindsNothingWrongInAProduct) {
  const GradientCheck check = check_gradients([](const Inputs& in) { return in[0] * in[1]; },
                                              {numbers({1, 2, 3}), numbers({4})});
  EXPECT_LT(check.largest_error, 1e-8) << check.to_string();
}

TEST(CheckGradients, TellsTheSizeOfAWrongSlope) {
  const auto error = [](double slope) {
    const auto f = [slope](const Inputs& in) { return doubled(in[0], slope); };
    return check_gradients(f, {numbers({1, 2, 3})}).largest_error;
  };
  EXPECT_LT(error(2), 1e-8);
  // The largest of the first three weights, 0.5 + 0.8541, of 2.7082 where 4.0623 is expected.
  EXPECT_NEAR(error(3), 0.5, 1e-6);
}

TEST(CheckGradients, SeesASlopeInTheWrongPlace) {
  const auto f = [](const Inputs& in) {
    const Tensor& x = in[0];
    return record("moved", x.detach() * 1, {&x}, [](const Tensor& dy) {
      const std::vector<double> slope = dy.to_vector<double>();
      return Gradients{tensor(std::vector<double>{slope[1], slope[0], slope[2]})};
    });
  };
  const GradientCheck check = check_gradients(f, {numbers({1, 2, 3})});
  EXPECT_GT(check.largest_error, 0.1);
  EXPECT_LT(check.element, 2);
}

TEST(CheckGradients, NamesTheElementAndTheInput) {
  const auto f = [](const Inputs& in) {
    const Tensor& x = in[1];
    const Tensor product = record("half_wrong", x.detach() * 1, {&x}, [](const Tensor& dy) {
      return Gradients{dy * numbers({1, 1, 5})};
    });
    return in[0] + product;
  };
  const GradientCheck check = check_gradients(f, {numbers({1, 2, 3}), numbers({1, 2, 3})});
  EXPECT_EQ(check.input, 1U);
  EXPECT_EQ(check.element, 2);
  EXPECT_NEAR(check.tape / check.numeric, 5, 1e-6);
  EXPECT_NE(check.to_string().find("element 2 of input 1"), std::string::npos);
}

TEST(CheckGradients, ASlopeThatIsNotANumberIsAnError) {
  const auto f = [](const Inputs& in) { return doubled(in[0], NAN); };
  EXPECT_TRUE(std::isnan(check_gradients(f, {numbers({1})}).largest_error));
}

TEST(CheckGradients, WantsFloat64) {
  const auto f = [](const Inputs& in) { return in[0] * 2; };
  EXPECT_THROW(check_gradients(f, {ones({2})}), DTypeError);
}

}  // namespace
}  // namespace keratin
