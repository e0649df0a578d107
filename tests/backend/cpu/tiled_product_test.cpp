// Products of matrices on the pool: small results of long sums, and left factors with rows of
// zeros.
#include "keratin/backend/cpu/tiled_product.h"

#include <gtest/gtest.h>

#include "keratin/backend/backend.h"
#include "keratin/base/text.h"
#include "keratin/base/thread_pool.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/random.h"
#include "keratin/tensor/creation.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::expect_near;

Tensor drawn(const Shape& shape, uint64_t seed) {
  return random::uniform(shape, {.minval = -1, .maxval = 1, .seed = seed});
}

/// a^T . b of the CPU.
Tensor product(const Tensor& a, const Tensor& b) {
  const Tensor y({a.shape()[1], b.shape()[1]}, float32);
  const ConstView left(a.view().data, float32, {a.shape()[1], a.shape()[0]}, {1, a.shape()[1]});
  cpu::tiled_product(left, b.view(), y.view(), [](float*, int64_t, int64_t, int64_t) {});
  return y;
}

/// The same in float64, by the reference.
Tensor exact_product(const Tensor& a, const Tensor& b) {
  const Tensor wide_a = a.as_dtype(float64), wide_b = b.as_dtype(float64);
  const Tensor y({a.shape()[1], b.shape()[1]}, float64);
  const ConstView left(wide_a.view().data, float64, {a.shape()[1], a.shape()[0]},
                       {1, a.shape()[1]});
  reference_backend().run(MatmulCall{.a = left, .b = wide_b.view(), .y = y.view()});
  return y.as_dtype(float32);
}

TEST(TiledProduct, AddsLongSumsOfSmallResultsInParts) {
  struct Lengths {
    int64_t k, m, n;
  };
  for (const auto& [k, m, n] : {Lengths{2048, 1, 1}, Lengths{2051, 7, 33}, Lengths{4096, 64, 256},
                                Lengths{5000, 128, 512}, Lengths{3001, 5, 300}}) {
    const Tensor a = drawn({k, m}, 1), b = drawn({k, n}, 2);
    expect_near(product(a, b), exact_product(a, b), 1e-4, text(k, " ", m, " ", n).c_str());
  }
}

TEST(TiledProduct, IsTheSameBitsForAnyNumberOfThreads) {
  const int before = config::num_threads();
  const Tensor a = drawn({4096, 64}, 1), b = drawn({4096, 256}, 2);
  config::set_num_threads(1);
  const Tensor first = product(a, b);
  for (const int threads : {2, 3, 8}) {
    config::set_num_threads(threads);
    EXPECT_TRUE(array_equal(product(a, b), first)) << threads;
  }
  config::set_num_threads(before);
}

// Every 32nd row is zeros, as the first step of 128 sequences of 32 is.
TEST(TiledProduct, OfRowsOfZerosAtARegularDistance) {
  const Tensor x = drawn({128, 32, 64}, 1), b = drawn({4096, 256}, 2);
  const Tensor is_first = (arange(32) == 0).reshape({1, 32, 1});
  const Tensor a = ops::where(is_first, 0, x).reshape({4096, 64});
  EXPECT_FALSE(cpu::is_mostly_zero({a.data<float>(), 64, 4096, 64}));
  expect_near(product(a, b), exact_product(a, b), 1e-4, "product");
  EXPECT_TRUE(cpu::is_mostly_zero({zeros({4096, 64}).data<float>(), 64, 4096, 64}));
}

}  // namespace
}  // namespace keratin
