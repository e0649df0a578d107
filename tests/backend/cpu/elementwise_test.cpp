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

TEST(Elementwise, ReluOfEveryBFloat16) {
  Tensor x({1 << 16}, bfloat16), dy(x.shape(), bfloat16);
  for (int64_t i = 0; i < x.size(); ++i) {
    x.mutable_data<BFloat16>()[i].bits = static_cast<uint16_t>(i);
    dy.mutable_data<BFloat16>()[i] = BFloat16(static_cast<float>(1 + i % 7));
  }
  const auto expect_like_reference = [&](const Tensor& in, const Tensor& from) {
    Tensor received[2] = {Tensor(in.shape(), bfloat16), Tensor(in.shape(), bfloat16)};
    Tensor wanted[2] = {Tensor(in.shape(), bfloat16), Tensor(in.shape(), bfloat16)};
    ASSERT_TRUE(unary_in_registers(Unary::relu, {}, in.view(), received[0].view()));
    ASSERT_TRUE(
        slope_in_registers(Unary::relu, {}, in.view(), in.view(), from.view(), received[1].view()));
    reference_backend().run(UnaryCall{.f = Unary::relu, .x = in.view(), .y = wanted[0].view()});
    reference_backend().run(UnaryGradientCall{.f = Unary::relu,
                                              .x = in.view(),
                                              .y = in.view(),
                                              .dy = from.view(),
                                              .dx = wanted[1].view()});
    for (int k = 0; k < 2; ++k) {
      for (int64_t i = 0; i < in.size(); ++i) {
        const float a = static_cast<float>(received[k].data<BFloat16>()[i]);
        const float b = static_cast<float>(wanted[k].data<BFloat16>()[i]);
        ASSERT_TRUE(a == b || (a != a && b != b)) << k << ", " << i << ": " << a << ", " << b;
      }
    }
  };
  expect_like_reference(x, dy);
  for (const int64_t length : {1, 31, 33, 95}) {  // what registers leave over
    expect_like_reference(x[{slice(0x7f00, 0x7f00 + length)}].copy(),
                          dy[{slice(0x7f00, 0x7f00 + length)}].copy());
  }
}

TEST(Elementwise, SlopesOfStretchedGradients) {
  const Tensor x = numbers({200, 301}, 3), dy = numbers({1, 301}, 4);
  Tensor y(x.shape(), float32), received(x.shape(), float32), wanted(x.shape(), float32);
  ASSERT_TRUE(unary_in_registers(Unary::silu, {}, x.view(), y.view()));
  const ConstView wide = broadcast_to(dy.view(), x.shape());
  ASSERT_TRUE(slope_in_registers(Unary::silu, {}, x.view(), y.view(), wide, received.view()));
  reference_backend().run(UnaryGradientCall{
      .f = Unary::silu, .x = x.view(), .y = y.view(), .dy = wide, .dx = wanted.view()});
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
