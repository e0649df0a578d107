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

TEST_P(ParallelBackendTest, ReductionsAlongEveryAxis) {
  const Tensor x = ops::reshape(x_, {7, 43, 257});
  for (int axis = 0; axis < 3; ++axis) {
    Shape shape = x.shape();
    shape[axis] = 1;
    for (const Reduction reduction : {Reduction::sum, Reduction::min, Reduction::any}) {
      expect_same_bits(shape, float32, [&](Backend& backend, const View& to) {
        backend.reduce(reduction, x.view(), to);
      });
    }
    for (const ArgReduction reduction : {ArgReduction::argmax, ArgReduction::argmin}) {
      expect_same_bits(shape, int32, [&](Backend& backend, const View& to) {
        backend.arg_reduce(reduction, x.view(), axis, to);
      });
    }
    expect_same_bits(x.shape(), int32, [&](Backend& backend, const View& to) {
      backend.argsort(x.view(), axis, to);
    });
  }
}

TEST_P(ParallelBackendTest, SortsOneLongLineWithEqualsAndNaN) {
  for (const DType dtype : {float32, bfloat16, int32}) {
    Tensor line = (ops::reshape(x_, {301 * 257}) * 100).astype(int32).astype(float32);
    if (dtype != int32) line.set({1234}, NAN);
    line = line.astype(dtype);
    expect_same_bits(line.shape(), int32, [&](Backend& backend, const View& to) {
      backend.argsort(line.view(), 0, to);
    });
  }
}

TEST_P(ParallelBackendTest, TakesAndScattersAlongEveryAxis) {
  const Tensor x = ops::reshape(x_, {7, 43, 257});
  for (int axis = 0; axis < 3; ++axis) {
    const Tensor indices = random::randint({5, 9}, 0, x.shape()[axis], int32, {.seed = 5});
    Shape shape = x.shape().erased(axis);
    shape = shape.inserted(axis, 9).inserted(axis, 5);
    const Tensor taken = random::normal(shape, {.seed = 6});
    expect_same_bits(shape, float32, [&](Backend& backend, const View& to) {
      backend.take(x.view(), indices.view(), axis, to);
    });
    for (const DType dtype : {float32, bfloat16, float64}) {
      expect_same_bits(x.shape(), dtype, [&](Backend& backend, const View& to) {
        backend.scatter_add(taken.astype(dtype).view(), indices.view(), axis, to);
      });
    }
  }
}

TEST_P(ParallelBackendTest, RandomNumbersOfEveryKind) {
  for (const Distribution distribution :
       {Distribution::uniform, Distribution::normal, Distribution::truncated_normal,
        Distribution::integers, Distribution::bernoulli}) {
    for (const DType dtype : {float32, float64, bfloat16}) {
      expect_same_bits({40003}, dtype, [&](Backend& backend, const View& to) {
        backend.random(distribution, 0.3, 7, {.seed = 3, .stream = 2, .step = 1}, to);
      });
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Threads, ParallelBackendTest, ::testing::Values(1, 2, 3, 8));

}  // namespace
}  // namespace keratin
