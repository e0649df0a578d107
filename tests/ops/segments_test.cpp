#include "keratin/ops/segments.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::error_text, testing::expect_near;

// The numbers are what Keras 3.15 gives on JAX.

TEST(Segments, BringRowsTogether) {
  const Tensor ids = tensor({0, 2, 2});
  EXPECT_EQ(ops::segment_max(tensor({1.0, 2.0, 3.0}), ids, 4).to_vector<double>(),
            (std::vector<double>{1, -INFINITY, 3, -INFINITY}));
  EXPECT_EQ(ops::segment_min(tensor({1.0, 2.0, 3.0}), ids, 3).to_vector<double>(),
            (std::vector<double>{1, INFINITY, 2}));
  expect_near(ops::segment_sum(tensor({1, 2, 3}), tensor({0, -1, 7}), 2), tensor({1, 0}), 0);
  expect_near(ops::segment_prod(tensor({2.0, 3.0, 4.0}), ids, 3), tensor({2.0, 1.0, 12.0}), 0);
  expect_near(ops::segment_sum(tensor({{1, 2}, {3, 4}, {5, 6}}), tensor({1, 0, 1})),
              tensor({{3, 4}, {6, 8}}), 0);
}

TEST(Segments, KeepTheRangeOfIntegers) {
  const auto empty = [](DType dtype, auto f) {
    return f(ones({2}, dtype), tensor({0, 0}), 2, false)[1].template item<double>();
  };
  EXPECT_EQ(empty(int32, ops::segment_max), -2147483648.0);
  EXPECT_EQ(empty(int32, ops::segment_min), 2147483647.0);
  EXPECT_EQ(empty(uint8, ops::segment_max), 0);
  EXPECT_EQ(empty(uint8, ops::segment_min), 255);
  EXPECT_EQ(empty(int8, ops::segment_max), -128);
  EXPECT_EQ(ops::segment_min(tensor({-5, 7, -9}), tensor({0, 0, 0}), 1)[0].item<int>(), -9);
}

TEST(Segments, LetNaNWin) {
  const Tensor x = tensor({1.0, NAN, 3.0});
  EXPECT_TRUE(std::isnan(ops::segment_max(x, tensor({0, 0, 0}), 1)[0].item<double>()));
  EXPECT_TRUE(std::isnan(ops::segment_min(x, tensor({0, 0, 0}), 1)[0].item<double>()));
}

TEST(Segments, AreDifferentiable) {
  const Tensor x = random::normal({6, 2}, {.dtype = float64, .seed = 1});
  const Tensor ids = tensor({2, 0, 2, 9, 2, 0});
  for (auto* f : {ops::segment_sum, ops::segment_prod, ops::segment_max, ops::segment_min}) {
    EXPECT_LT(testing::gradient_error({x},
                                      [&](const auto& in) {
                                        const Tensor y = f(in[0], ids, 3, false);
                                        return ops::where(ops::isfinite(y), y, 0);
                                      }),
              1e-6);
  }
  const Tensor equal = watch(tensor({2.0, 2.0, 1.0, 5.0}));
  const Tensor y = ops::segment_max(equal, tensor({0, 0, 0, 1}), 2);
  expect_near(gradients(y[0], {equal})[0], tensor({0.5, 0.5, 0.0, 0.0}), 0);
}

TEST(Segments, SayWhatIsWrong) {
  const auto says = [](auto&& f, const char* expected) {
    const std::string error = error_text(f);
    EXPECT_NE(error.find(expected), std::string::npos) << error;
  };
  says([] { ops::segment_sum(ones({3}), tensor({0, 1}), 2); }, "the same leading dimension");
  says([] { ops::segment_sum(ones({2}), tensor({0.0, 1.0}), 2); }, "must be integers");
  says([] { ops::segment_sum(ones({2}), tensor({{0, 1}}), 2); }, "an 1-D vector");
  says([] { ops::segment_sum(ones({2}), tensor({0, 1}), -1); }, "num_segments is -1");
  EXPECT_EQ(ops::segment_sum(zeros({0, 3}), zeros({0}, int32)).shape(), (Shape{0, 3}));
}

}  // namespace
}  // namespace keratin
