// Elementwise functions on the pool: any strides and narrow dtypes, the same bits however they lie.
#include "keratin/backend/cpu/elementwise.h"

#include <gtest/gtest.h>

#include "keratin/backend/reference_internal.h"
#include "keratin/base/thread_pool.h"
#include "keratin/tensor/creation.h"
#include "tests/support/gradient_check.h"

namespace keratin::cpu {
namespace {

Tensor numbers(const Shape& shape, uint64_t seed) {
  return testing::uniform_tensor(shape, -4, 4, seed).astype(float32);
}

Tensor tanh_of(const Tensor& x) {
  Tensor y(x.shape(), x.dtype());
  EXPECT_TRUE(unary_in_registers(Unary::tanh, {}, x.view(), y.view()));
  return y;
}

TEST(Elementwise, TheBitsDoNotDependOnTheLayoutOrTheThreads) {
  const int before = config::num_threads();
  const Tensor x = numbers({300, 257}, 1);
  const Tensor y = tanh_of(x);
  for (const int threads : {1, 2, 7}) {
    config::set_num_threads(threads);
    EXPECT_EQ(tanh_of(x).to_vector<float>(), y.to_vector<float>());
    EXPECT_EQ(tanh_of(x.transpose()).to_vector<float>(), y.transpose().to_vector<float>());
    const Tensor part = x[{slice(3, 290), slice(1, open, 2)}];
    EXPECT_EQ(tanh_of(part).to_vector<float>(),
              (y[{slice(3, 290), slice(1, open, 2)}].to_vector<float>()));
    EXPECT_EQ(tanh_of(x.reshape({1, 1, 300 * 257})).to_vector<float>(), y.to_vector<float>());
  }
  config::set_num_threads(before);
}

TEST(Elementwise, NarrowDTypesAreRoundedOnce) {
  for (const DType dtype : {float16, bfloat16}) {
    const Tensor x = numbers({3, 700}, 2).astype(dtype);
    Tensor received(x.shape(), dtype), wide(x.shape(), float32);
    ASSERT_TRUE(unary_in_registers(Unary::sigmoid, {}, x.view(), received.view()));
    ASSERT_TRUE(unary_in_registers(Unary::sigmoid, {}, x.astype(float32).view(), wide.view()));
    EXPECT_EQ(received.to_vector<float>(), wide.astype(dtype).to_vector<float>());
  }
}

TEST(Elementwise, SlopesOfStretchedGradients) {
  const Tensor x = numbers({200, 301}, 3), dy = numbers({1, 301}, 4);
  Tensor y(x.shape(), float32), received(x.shape(), float32), wanted(x.shape(), float32);
  ASSERT_TRUE(unary_in_registers(Unary::silu, {}, x.view(), y.view()));
  const ConstView wide = broadcast_to(dy.view(), x.shape());
  ASSERT_TRUE(slope_in_registers(Unary::silu, {}, x.view(), y.view(), wide, received.view()));
  reference_backend().unary_gradient(Unary::silu, {}, x.view(), y.view(), wide, wanted.view());
  const std::vector<float> a = received.to_vector<float>(), b = wanted.to_vector<float>();
  for (size_t i = 0; i < a.size(); ++i) ASSERT_NEAR(a[i], b[i], 4e-6);
}

TEST(Elementwise, OtherDTypesAndPredicatesAreLeftAlone) {
  const Tensor x = ones({3}), wide = ones({3}, float64), whole = ones({3}, int32);
  Tensor truth({3}, bool_);
  EXPECT_FALSE(unary_in_registers(Unary::isnan, {}, x.view(), truth.view()));
  EXPECT_FALSE(unary_in_registers(Unary::exp, {}, wide.view(), Tensor({3}, float64).view()));
  EXPECT_FALSE(unary_in_registers(Unary::abs, {}, whole.view(), Tensor({3}, int32).view()));
}

}  // namespace
}  // namespace keratin::cpu
