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
    backend.run(UnaryCall{.f = Unary::tanh, .x = x_.view(), .y = to});
  });
  expect_same_bits(shape, float32, [&](Backend& backend, const View& to) {
    backend.run(BinaryCall{.f = Binary::multiply, .a = x_.view(), .b = row, .y = to});
  });
  expect_same_bits(shape, bool_, [&](Backend& backend, const View& to) {
    backend.run(BinaryCall{.f = Binary::less, .a = x_.view(), .b = y_.view(), .y = to});
  });
  expect_same_bits(shape, float32, [&](Backend& backend, const View& to) {
    backend.run(
        UnaryGradientCall{.f = Unary::silu, .x = x_.view(), .y = y_.view(), .dy = row, .dx = to});
  });
  expect_same_bits(shape, int32, [&](Backend& backend, const View& to) {
    backend.run(CopyCall{.x = (x_ * 100).view(), .y = to});
  });
}

TEST_P(ParallelBackendTest, TransposedViewsAndSelect) {
  const Tensor turned = ops::transpose(x_);
  const Tensor condition = x_ > y_;
  expect_same_bits(turned.shape(), float32, [&](Backend& backend, const View& to) {
    backend.run(UnaryCall{.f = Unary::exp, .x = turned.view(), .y = to});
  });
  expect_same_bits(x_.shape(), float32, [&](Backend& backend, const View& to) {
    backend.run(SelectCall{.condition = condition.view(), .a = x_.view(), .b = y_.view(), .y = to});
  });
}

TEST_P(ParallelBackendTest, ReductionsOfRowsAndTake) {
  for (const Reduction reduction : {Reduction::sum, Reduction::max}) {
    expect_same_bits({301, 1}, float32, [&](Backend& backend, const View& to) {
      backend.run(ReduceCall{.reduction = reduction, .x = x_.view(), .y = to});
    });
    expect_same_bits({1, 257}, float32, [&](Backend& backend, const View& to) {
      backend.run(ReduceCall{.reduction = reduction, .x = x_.view(), .y = to});
    });
  }
  const Tensor rows = random::permutation(301, {.seed = 4});
  expect_same_bits(x_.shape(), float32, [&](Backend& backend, const View& to) {
    backend.run(TakeCall{.x = x_.view(), .indices = rows.view(), .axis = 0, .y = to});
  });
}

INSTANTIATE_TEST_SUITE_P(Threads, ParallelBackendTest, ::testing::Values(1, 2, 3, 8));

}  // namespace
}  // namespace keratin
