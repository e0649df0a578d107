#include "keratin/backend/cpu/batched_product.h"

#include <gtest/gtest.h>

#include "keratin/backend/reference_internal.h"
#include "keratin/base/text.h"
#include "keratin/base/thread_pool.h"
#include "keratin/ops/manipulate.h"
#include "keratin/tensor/creation.h"
#include "tests/support/gradient_check.h"

namespace keratin::cpu {
namespace {

Tensor numbers(const Shape& shape, uint64_t seed) {
  return testing::uniform_tensor(shape, -1, 1, seed).astype(float32);
}

/// Like the reference, and the same bits for any number of threads.
void expect_product(const ConstView& a, const ConstView& b, const Shape& shape) {
  const int before = config::num_threads();
  Tensor wanted(shape, float32);
  reference_backend().matmul(a, b, wanted.view());
  const std::vector<float> expected = wanted.to_vector<float>();
  std::vector<float> first;
  for (const int threads : {1, 2, 5}) {
    config::set_num_threads(threads);
    Tensor y = full(shape, NAN);
    ASSERT_TRUE(batched_product(a, b, y.view())) << text(shape);
    const std::vector<float> received = y.to_vector<float>();
    if (threads == 1) first = received;
    EXPECT_EQ(received, first);
    for (size_t i = 0; i < expected.size(); ++i) {
      ASSERT_NEAR(received[i], expected[i], 2e-5) << text(shape);
    }
  }
  config::set_num_threads(before);
}

TEST(BatchedProduct, OfManySizes) {
  for (const auto& [m, k, n] :
       std::vector<std::array<int64_t, 3>>{{1, 1, 1}, {3, 5, 2}, {12, 16, 12}, {130, 20, 260}}) {
    const Tensor a = numbers({3, 4, m, k}, 1), b = numbers({3, 4, k, n}, 2);
    expect_product(a.view(), b.view(), {3, 4, m, n});
  }
}

TEST(BatchedProduct, OfTurnedAndStretchedFactors) {
  const Tensor a = numbers({2, 9, 5, 7}, 1), b = numbers({2, 9, 11, 7}, 2);
  expect_product(a.view(), ops::swapaxes(b, 2, 3).view(), {2, 9, 5, 11});
  const Tensor heads = ops::transpose(numbers({2, 5, 9, 7}, 3), {0, 2, 1, 3});
  expect_product(heads.view(), ops::swapaxes(b, 2, 3).view(), {2, 9, 5, 11});
  const Tensor one = numbers({7, 3}, 4);
  expect_product(a.view(), broadcast_to(one.view(), {2, 9, 7, 3}), {2, 9, 5, 3});
}

TEST(BatchedProduct, LeavesOtherLayoutsAlone) {
  const Tensor a = numbers({2, 4, 6}, 1)[{slice(), slice(), slice(open, open, 2)}];
  const Tensor b = numbers({2, 3, 5}, 2);
  Tensor y({2, 4, 5}, float32);
  EXPECT_FALSE(batched_product(a.view(), b.view(), y.view()));
  const Tensor wide = b.astype(float64);
  EXPECT_FALSE(batched_product(b.view(), wide.view(), y.view()));
}

}  // namespace
}  // namespace keratin::cpu
