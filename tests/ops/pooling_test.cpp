#include "keratin/ops/pooling.h"

#include <gtest/gtest.h>

#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"
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

TEST(PoolOps, SayWhatDoesNotFit) {
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
