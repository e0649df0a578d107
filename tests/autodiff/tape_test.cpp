// The tape: what is recorded, how gradients add up, and what it refuses.
#include "keratin/autodiff/tape.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using Floats = std::vector<float>;

template <class F>
std::string message(F&& f) {
  try {
    f();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

TEST(Gradients, OfAProductAreTheOtherFactor) {
  const Variable a(tensor({2.0, 3.0}));
  const Variable b(tensor({5.0, 7.0}));
  const auto slopes = gradients(ops::sum(a.value() * b.value()), {a, b});
  EXPECT_EQ(slopes[0].to_vector<float>(), (Floats{5, 7}));
  EXPECT_EQ(slopes[1].to_vector<float>(), (Floats{2, 3}));
}

TEST(Gradients, AddUpWhenAValueIsUsedTwice) {
  const Variable x(tensor({3.0}));
  const Tensor square = x.value() * x.value();
  EXPECT_EQ(gradients(ops::sum(square + square), {x})[0].to_vector<float>(), (Floats{12}));
}

TEST(Gradients, AreZeroForWhatTheLossDoesNotDependOn) {
  const Variable x(tensor({1.0, 2.0}));
  const Variable other(tensor({{1.0}, {2.0}}));
  const auto slopes = gradients(ops::sum(x.value() * 2), {x, other});
  EXPECT_EQ(slopes[1].shape(), Shape({2, 1}));
  EXPECT_EQ(slopes[1].to_vector<float>(), (Floats{0, 0}));
}

TEST(Gradients, FoldBackWhatWasBroadcast) {
  const Variable bias(tensor({1.0, 2.0, 3.0}));
  const auto slopes = gradients(ops::sum(zeros({4, 3}) + bias.value()), {bias});
  EXPECT_EQ(slopes[0].to_vector<float>(), (Floats{4, 4, 4}));
}

TEST(Gradients, ReachWatchedTensors) {
  const Tensor x = watch(tensor({2.0, 4.0}));
  const auto slopes = gradients(ops::sum(x * x), {x});
  EXPECT_EQ(slopes[0].to_vector<float>(), (Floats{4, 8}));
}

TEST(Gradients, LeaveVariablesThatDoNotTrainAlone) {
  Variable frozen(tensor({2.0}));
  frozen.set_trainable(false);
  const Variable x(tensor({3.0}));
  const auto slopes = gradients(ops::sum(x.value() * frozen.value()), {x, frozen});
  EXPECT_EQ(slopes[0].to_vector<float>(), (Floats{2}));
  EXPECT_EQ(slopes[1].to_vector<float>(), (Floats{0}));
}

TEST(Gradients, CanBeAskedForAgain) {
  const Variable x(tensor({3.0}));
  const Tensor loss = ops::sum(x.value() * x.value());
  EXPECT_EQ(gradients(loss, {x})[0].item(), 6);
  EXPECT_EQ(gradients(loss, {x})[0].item(), 6);
}

TEST(Gradients, SurviveAChainOfHundredThousand) {
  const Variable x(tensor({1.0}));
  Tensor y = x.value();
  for (int i = 0; i < 100000; ++i) y = y + 0.0;
  EXPECT_EQ(gradients(ops::sum(y), {x})[0].item(), 1);
}

TEST(Gradients, WantAScalarThatWasRecorded) {
  const Variable x(tensor({1.0, 2.0}));
  EXPECT_EQ(message([&] { gradients(x.value() * 2, {x}); }),
            "ShapeError: gradients needs a loss with one element, received shape (2,)\n"
            "  hint  take the mean or the sum of it first");
  EXPECT_EQ(message([&] { gradients(tensor(1.0), {x}); }),
            "ValueError: gradients: nothing was recorded for this loss\n"
            "  hint  it must be computed from a trainable Variable or a watch()ed tensor, outside "
            "of NoGradient");
}

TEST(NoGradient, SilencesTheTapeAndEndsWithItsScope) {
  const Variable x(tensor({1.0}));
  {
    const NoGradient silence;
    const NoGradient twice;
    EXPECT_FALSE((x.value() * 2).node());
  }
  EXPECT_TRUE((x.value() * 2).node());
}

TEST(Gradients, OfANetworkMatchDifferences) {
  using testing::uniform_tensor;
  const std::vector<Tensor> inputs = {uniform_tensor({3, 5}, -1, 1, 1),
                                      uniform_tensor({5, 2}, -1, 1, 2),
                                      uniform_tensor({2}, -1, 1, 3)};
  EXPECT_LT(testing::gradient_error(inputs,
                                    [](const std::vector<Tensor>& x) {
                                      const Tensor y = ops::matmul(x[0], x[1]) + x[2];
                                      return y * y;
                                    }),
            1e-7);
}

}  // namespace
}  // namespace keratin
