#include "keratin/backend/element_chunks_internal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "keratin/tensor/creation.h"

namespace keratin::reference {
namespace {

TEST(ElementChunks, ReadAndWriteRunsLongerThanAChunkOfAnyStep) {
  const int64_t size = 2 * kChunk + 3;
  const Tensor x = arange(3 * size).astype(int32);
  ConstView every_third = x.view();
  every_third.shape = {size};
  every_third.strides = {3};
  Tensor y({size}, float16);
  for_each_chunk<int64_t, 1>({every_third}, y.view(), [](const auto& in, int64_t* to, int64_t n) {
    EXPECT_LE(n, kChunk);
    for (int64_t i = 0; i < n; ++i) to[i] = in[0][i] / 3;
  });
  for (int64_t i = 0; i < size; ++i) EXPECT_EQ(y.to_vector<double>()[static_cast<size_t>(i)], i);
}

TEST(ElementChunks, AStretchedOperandIsTheSameInEveryChunk) {
  const Tensor x = tensor({{1.0, 2.0}}).transpose();
  const Shape wide = {2, kChunk + 1};
  Tensor y(wide, float32);
  for_each_chunk<float, 1>({broadcast_to(x.view(), wide)}, y.view(),
                           [](const auto& in, float* to, int64_t n) { std::copy_n(in[0], n, to); });
  EXPECT_EQ(y.sum().item<float>(), 3 * (kChunk + 1));
}

TEST(ElementChunks, AResultMayBeItsOperand) {
  Tensor x = ones({kChunk + 5}).astype(bfloat16);
  for_each_chunk<float, 2>({x.view(), x.view()}, x.view(),
                           [](const auto& in, float* to, int64_t n) {
                             for (int64_t i = 0; i < n; ++i) to[i] = in[0][i] + in[1][i];
                           });
  EXPECT_EQ(x.to_vector<float>(), std::vector<float>(static_cast<size_t>(kChunk) + 5, 2.0F));
}

TEST(ElementChunks, NarrowedCutsIntegersAndTruncatesNumbers) {
  EXPECT_EQ(narrowed<int8_t>(int64_t{-128 - 256}), -128);
  EXPECT_EQ(narrowed<uint8_t>(int64_t{-3}), 253);
  EXPECT_EQ(narrowed<int32_t>(-2.9), -2);
  EXPECT_EQ(narrowed<int64_t>(std::nan("")), 0);
  EXPECT_EQ(narrowed<int64_t>(1e30F), std::numeric_limits<int64_t>::max());
  EXPECT_EQ(narrowed<int16_t>(-1e30), std::numeric_limits<int16_t>::min());
  EXPECT_TRUE(narrowed<bool>(0.5F));
  // Once, not twice: by way of double this would be the neighbour below.
  const int64_t odd = (int64_t{1} << 60) + (int64_t{1} << 36) + 1;
  EXPECT_EQ(narrowed<float>(odd), 0x1.000002p60F);
}

}  // namespace
}  // namespace keratin::reference
