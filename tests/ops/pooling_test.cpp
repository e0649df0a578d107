#include "keratin/ops/pooling.h"

#include <gtest/gtest.h>

#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::error_text;
using testing::gradient_error;
using testing::uniform_tensor;

TEST(PoolOps, GradientsAreThoseOfDifferences) {
  for (const char* padding : {"valid", "same"}) {
    for (const bool is_max : {true, false}) {
      const auto f = [&](const std::vector<Tensor>& in) {
        const ops::PoolOptions options = {.strides = {2, 1}, .padding = padding};
        return ops::sum(ops::square(is_max ? ops::max_pool(in[0], {3, 2}, options)
                                           : ops::average_pool(in[0], {3, 2}, options)));
      };
      EXPECT_LT(gradient_error({uniform_tensor({2, 6, 5, 3}, -1, 1, 1)}, f), 1e-6) << padding;
    }
  }
}

TEST(PoolOps, PaddingDoesNotCount) {
  const Tensor x = tensor({{{1.0}, {2.0}, {-3.0}}});
  const ops::PoolOptions same = {.padding = "same"};
  EXPECT_EQ(ops::average_pool(x, 2, same).to_vector<double>(), (std::vector<double>{1.5, -3}));
  EXPECT_EQ(ops::max_pool(x, 2, same).to_vector<double>(), (std::vector<double>{2, -3}));
  EXPECT_EQ(ops::max_pool(x, 2).to_vector<double>(), (std::vector<double>{2}));
}

TEST(PoolOps, TakeIntegersToo) {
  const Tensor x = tensor({{{200}, {7}, {255}, {3}}}).astype(uint8);
  const Tensor y = ops::max_pool(x, 2);
  EXPECT_EQ(y.dtype(), uint8);
  EXPECT_EQ(y.to_vector<int64_t>(), (std::vector<int64_t>{200, 255}));
  EXPECT_EQ(error_text([&] { ops::average_pool(x, 2); }),
            "DTypeError: average_pool: expected floats\n  x  uint8 (1, 4, 1)");
}

TEST(PoolOps, AdaptToTheOutputsAskedFor) {
  const Tensor x = uniform_tensor({2, 7, 5, 3}, -1, 1, 4);
  for (const Shape& outputs : {Shape{3, 2}, Shape{1, 5}, Shape{9, 4}, Shape{7, 1}}) {
    const Tensor largest = ops::adaptive_max_pool(x, outputs);
    const Tensor mean = ops::adaptive_average_pool(x, outputs);
    ASSERT_EQ(largest.shape(), (Shape{2, outputs[0], outputs[1], 3}));
    for (int64_t i = 0; i < outputs[0]; ++i) {
      for (int64_t j = 0; j < outputs[1]; ++j) {
        const slice rows(i * 7 / outputs[0], ((i + 1) * 7 + outputs[0] - 1) / outputs[0]);
        const slice columns(j * 5 / outputs[1], ((j + 1) * 5 + outputs[1] - 1) / outputs[1]);
        const Tensor window = x[{slice(), rows, columns}];
        testing::expect_near(largest[{slice(), i, j}], ops::max(window, {.axis = {1, 2}}), 0);
        testing::expect_near(mean[{slice(), i, j}], ops::mean(window, {.axis = {1, 2}}), 1e-12);
      }
    }
    const Tensor first = ops::moveaxis(x, -1, 1);
    testing::expect_near(
        ops::moveaxis(ops::adaptive_average_pool(first, outputs, "channels_first"), 1, -1), mean,
        0);
  }
}

TEST(PoolOps, SayWhatDoesNotFit) {
  EXPECT_EQ(error_text([] {
              ops::adaptive_average_pool(ones({2, 3, 1}, int32), 2);
            }),
            "DTypeError: adaptive_average_pool: expected floats\n  x  int32 (2, 3, 1)");
  EXPECT_EQ(error_text([] {
              ops::adaptive_max_pool(ones({2, 3, 1}), 2, "last");
            }),
            "ValueError: adaptive_max_pool: The `data_format` argument must be one of "
            "('channels_first', 'channels_last'). Received: last");

  EXPECT_EQ(error_text([] {
              ops::max_pool(ones({2, 3}), 2);
            }),
            "ShapeError: max_pool: expected x [batch, lengths..., channels] of 3 to 5 axes\n"
            "  x  float32 (2, 3)");
  EXPECT_EQ(error_text([] {
              ops::max_pool(ones({2, 3, 1}), 2, {.padding = "causal"});
            }),
            "ValueError: Invalid padding 'causal', must be 'same' or 'valid'.");
  EXPECT_EQ(error_text([] {
              ops::max_pool(ones({2, 3, 1}), {2, 2});
            }),
            "ValueError: The `pool_size` argument must be a tuple of 1 integers. Received "
            "pool_size=(2, 2)");
}

}  // namespace
}  // namespace keratin
