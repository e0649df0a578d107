// Reductions: values and dtypes by hand, and the gradient of each along axes.
#include "keratin/ops/reduce.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/base/error.h"
#include "keratin/base/thread_pool.h"
#include "keratin/ops/norm.h"
#include "keratin/tensor/creation.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::gradient_error;
using testing::uniform_tensor;
using Reduce = Tensor (*)(const Tensor&, const ReduceOptions&);
using Floats = std::vector<float>;
using Ints = std::vector<int>;

struct Named {
  const char* name;
  Reduce f;
};

class EveryReduction : public ::testing::TestWithParam<Named> {};

TEST_P(EveryReduction, HasTheSlopeOfItsValue) {
  const Reduce f = GetParam().f;
  const std::vector<ReduceOptions> options = {
      {}, {.axis = 0}, {.axis = -1, .keepdims = true}, {.axis = {0, 2}}, {.axis = 1}};
  uint64_t seed = 0;
  for (const Shape& shape : {Shape{2, 3, 5}, Shape{1, 7, 1}, Shape{3, 1, 17}}) {
    const Tensor x = uniform_tensor(shape, 0.5, 3, ++seed);
    for (size_t i = 0; i < options.size(); ++i) {
      const double error =
          gradient_error({x}, [&](const std::vector<Tensor>& in) { return f(in[0], options[i]); });
      EXPECT_LT(error, 1e-6) << "at shape " << shape.to_string() << ", options " << i;
    }
  }
}

// std of a single element has no slope (0 / 0): it is tested below instead.
INSTANTIATE_TEST_SUITE_P(Functions, EveryReduction,
                         ::testing::Values(Named{"sum", ops::sum}, Named{"mean", ops::mean},
                                           Named{"prod", ops::prod}, Named{"max", ops::max},
                                           Named{"min", ops::min}, Named{"var", ops::var},
                                           Named{"logsumexp", ops::logsumexp},
                                           Named{"norm",
                                                 [](const Tensor& x, const ReduceOptions& over) {
                                                   return ops::norm(x, {.axis = over.axis,
                                                                        .keepdims = over.keepdims});
                                                 }}),
                         [](const auto& instance) { return instance.param.name; });

TEST(Reduce, FollowsAxesAndKeepdims) {
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}});
  EXPECT_EQ(ops::sum(x).item<int>(), 21);
  EXPECT_EQ(ops::sum(x, {.axis = 0}).to_vector<int>(), (Ints{5, 7, 9}));
  EXPECT_EQ(ops::sum(x, {.axis = 1, .keepdims = true}).shape(), Shape({2, 1}));
  EXPECT_EQ(ops::max(x, {.axis = -1}).to_vector<int>(), (Ints{3, 6}));
  EXPECT_EQ(ops::mean(x, {.axis = 0}).to_vector<float>(), (Floats{2.5F, 3.5F, 4.5F}));
  EXPECT_THROW(ops::sum(x, {.axis = 2}), ShapeError);
}

TEST(Reduce, AddsSmallIntegersUpInInt32) {
  EXPECT_EQ(ops::sum(full({1000}, 255, uint8)).item<int>(), 255000);
  EXPECT_EQ(ops::sum(full({3}, true)).item<int>(), 3);
  EXPECT_EQ(ops::sum(full({3}, true)).dtype(), int32);
}

TEST(Reduce, HasNumPysAnswersForNothing) {
  EXPECT_EQ(ops::sum(zeros({0})).item(), 0);
  EXPECT_EQ(ops::prod(zeros({0})).item(), 1);
  EXPECT_TRUE(std::isnan(ops::mean(zeros({0})).item()));
  EXPECT_THROW(ops::max(zeros({0})), ValueError);
  EXPECT_EQ(ops::sum(zeros({0, 3}), {.axis = 0}).to_vector<float>(), (Floats{0, 0, 0}));
}

TEST(Reduce, ComputesSpreadOfThePopulation) {
  const Tensor x = tensor({1.0, 2.0, 3.0, 4.0});
  EXPECT_FLOAT_EQ(ops::var(x).item<float>(), 1.25F);
  EXPECT_FLOAT_EQ(ops::std(x).item<float>(), std::sqrt(1.25F));
}

TEST(Reduce, SubtractsTheMaximumInLogsumexp) {
  EXPECT_FLOAT_EQ(ops::logsumexp(tensor({1000.0, 1000.0})).item<float>(), 1000 + std::log(2.0F));
}

TEST(Reduce, KnowsTruth) {
  const Tensor x = tensor({{0, 1}, {0, 0}});
  EXPECT_EQ(ops::any(x, {.axis = 1}).to_vector<int>(), (Ints{1, 0}));
  EXPECT_EQ(ops::all(x).item<int>(), 0);
  EXPECT_EQ(ops::count_nonzero(x).item<int>(), 1);
}

TEST(Reduce, GivesTheSameBitsForAnyNumberOfThreads) {
  const int before = config::num_threads();
  const Tensor x = uniform_tensor({300, 1001}, -1, 1, 7).astype(float32);
  Floats first;
  for (const int threads : {1, 2, 3, 8}) {
    config::set_num_threads(threads);
    Floats bits = ops::sum(x, {.axis = 0}).to_vector<float>();
    bits.push_back(ops::sum(x).item<float>());
    if (first.empty()) first = bits;
    EXPECT_EQ(bits, first) << threads << " threads";
  }
  config::set_num_threads(before);
}

}  // namespace
}  // namespace keratin
