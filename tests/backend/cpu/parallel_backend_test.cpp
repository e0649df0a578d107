// Cut along the first axis or not: the bits are the reference's.
#include "keratin/backend/cpu/parallel_backend.h"

#include <gtest/gtest.h>

#include "keratin/base/thread_pool.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/random.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

class ParallelBackendTest : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    before_ = config::num_threads();
    config::set_num_threads(GetParam());
  }
  void TearDown() override { config::set_num_threads(before_); }

  /// Runs the call on both backends into results of that shape and compares the bits.
  template <class Call>
  void expect_same_bits(const Shape& shape, DType dtype, Call call) {
    const Tensor received = zeros(shape, dtype), expected = zeros(shape, dtype);
    call(static_cast<Backend&>(parallel_), received.view());
    call(reference_backend(), expected.view());
    EXPECT_EQ(received.to_vector<double>(), expected.to_vector<double>());
  }

  ParallelBackend parallel_;
  const Tensor x_ = random::normal({301, 257}, {.seed = 1});
  const Tensor y_ = random::normal({301, 257}, {.seed = 2});
  const Tensor row_ = random::normal({1, 257}, {.seed = 3});

 private:
  int before_ = 1;
};

TEST_P(ParallelBackendTest, Elementwise) {
  const Shape shape = x_.shape();
  const ConstView row = broadcast_to(row_.view(), shape);
  expect_same_bits(shape, float32, [&](Backend& backend, const View& to) {
    backend.unary(Unary::tanh, {}, x_.view(), to);
  });
  expect_same_bits(shape, float32, [&](Backend& backend, const View& to) {
    backend.binary(Binary::multiply, x_.view(), row, to);
  });
  expect_same_bits(shape, bool_, [&](Backend& backend, const View& to) {
    backend.binary(Binary::less, x_.view(), y_.view(), to);
  });
  expect_same_bits(shape, float32, [&](Backend& backend, const View& to) {
    backend.unary_gradient(Unary::silu, {}, x_.view(), y_.view(), row, to);
  });
  expect_same_bits(shape, int32,
                   [&](Backend& backend, const View& to) { backend.copy((x_ * 100).view(), to); });
}

TEST_P(ParallelBackendTest, TransposedViewsAndSelect) {
  const Tensor turned = ops::transpose(x_);
  const Tensor condition = x_ > y_;
  expect_same_bits(turned.shape(), float32, [&](Backend& backend, const View& to) {
    backend.unary(Unary::exp, {}, turned.view(), to);
  });
  expect_same_bits(x_.shape(), float32, [&](Backend& backend, const View& to) {
    backend.select(condition.view(), x_.view(), y_.view(), to);
  });
}

TEST_P(ParallelBackendTest, ReductionsOfRowsAndTake) {
  for (const Reduction reduction : {Reduction::sum, Reduction::max}) {
    expect_same_bits({301, 1}, float32, [&](Backend& backend, const View& to) {
      backend.reduce(reduction, x_.view(), to);
    });
    expect_same_bits({1, 257}, float32, [&](Backend& backend, const View& to) {
      backend.reduce(reduction, x_.view(), to);
    });
  }
  const Tensor rows = random::permutation(301, {.seed = 4});
  expect_same_bits(x_.shape(), float32, [&](Backend& backend, const View& to) {
    backend.take(x_.view(), rows.view(), 0, to);
  });
}

INSTANTIATE_TEST_SUITE_P(Threads, ParallelBackendTest, ::testing::Values(1, 2, 3, 8));

}  // namespace
}  // namespace keratin
