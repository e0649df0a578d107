// Cut along the first axis or not: the bits are the reference's.
#include "keratin/backend/cpu/parallel_backend.h"

#include <gtest/gtest.h>

#include <cmath>

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

TEST_P(ParallelBackendTest, ReductionsAlongEveryAxis) {
  const Tensor x = ops::reshape(x_, {7, 43, 257});
  for (int axis = 0; axis < 3; ++axis) {
    Shape shape = x.shape();
    shape[axis] = 1;
    for (const Reduction reduction : {Reduction::sum, Reduction::min, Reduction::any}) {
      expect_same_bits(shape, float32, [&](Backend& backend, const View& to) {
        backend.run(ReduceCall{.reduction = reduction, .x = x.view(), .y = to});
      });
    }
    for (const ArgReduction reduction : {ArgReduction::argmax, ArgReduction::argmin}) {
      expect_same_bits(shape, int32, [&](Backend& backend, const View& to) {
        backend.run(ArgReduceCall{.reduction = reduction, .x = x.view(), .axis = axis, .y = to});
      });
    }
    expect_same_bits(x.shape(), int32, [&](Backend& backend, const View& to) {
      backend.run(ArgsortCall{.x = x.view(), .axis = axis, .y = to});
    });
  }
}

TEST_P(ParallelBackendTest, SortsOneLongLineWithEqualsAndNaN) {
  for (const DType dtype : {float32, bfloat16, int32}) {
    Tensor line = (ops::reshape(x_, {301 * 257}) * 100).astype(int32).astype(float32);
    if (dtype != int32) line.set({1234}, NAN);
    line = line.astype(dtype);
    expect_same_bits(line.shape(), int32, [&](Backend& backend, const View& to) {
      backend.run(ArgsortCall{.x = line.view(), .axis = 0, .y = to});
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
      backend.run(TakeCall{.x = x.view(), .indices = indices.view(), .axis = axis, .y = to});
    });
    for (const DType dtype : {float32, bfloat16, float64}) {
      expect_same_bits(x.shape(), dtype, [&](Backend& backend, const View& to) {
        backend.run(ScatterAddCall{
            .y = taken.astype(dtype).view(), .indices = indices.view(), .axis = axis, .x = to});
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
        backend.run(RandomCall{.distribution = distribution,
                               .a = 0.3,
                               .b = 7,
                               .key = {.seed = 3, .stream = 2, .step = 1},
                               .y = to});
      });
    }
  }
}

TEST_P(ParallelBackendTest, SpecialFunctionsAndSearch) {
  const Tensor sorted = arange(-3, 3, 0.01, float32);
  expect_same_bits(x_.shape(), int32, [&](Backend& backend, const View& to) {
    backend.run(SearchCall{.sorted = sorted.view(), .values = x_.view(), .y = to});
  });
  expect_same_bits(x_.shape(), float32, [&](Backend& backend, const View& to) {
    backend.run(SpecialCall{.f = Special::erfc, .x = x_.view(), .y = to});
  });
  expect_same_bits(x_.shape(), float32, [&](Backend& backend, const View& to) {
    backend.run(SpecialOfTwoCall{.f = SpecialOfTwo::fmod,
                                 .a = x_.view(),
                                 .b = broadcast_to(row_.view(), x_.shape()),
                                 .y = to});
  });
}

TEST_P(ParallelBackendTest, StacksOfMatricesAndLines) {
  const Tensor x = random::normal({2, 90, 9, 9}, {.seed = 5}), b = random::normal({9, 200});
  const Tensor swapped = ops::swapaxes(x, -1, -2);
  const ConstView wide = broadcast_to(b.view(), {2, 90, 9, 200});
  const Tensor s = zeros({2, 90, 9});
  expect_same_bits(x.shape(), float32, [&](Backend& backend, const View& to) {
    backend.run(EighCall{.x = x.view(), .w = s.view(), .v = to});
  });
  expect_same_bits({2, 90, 9}, float32, [&](Backend& backend, const View& to) {
    backend.run(SvdCall{.x = swapped.view(), .s = to});
  });
  expect_same_bits({2, 90, 9, 200}, float32, [&](Backend& backend, const View& to) {
    backend.run(TriangularSolveCall{.a = x.view(), .b = wide, .y = to});
  });
  expect_same_bits(x_.shape(), float32, [&](Backend& backend, const View& to) {
    backend.run(FourierCall{.real = x_.view(), .length = 257, .y_real = to});
  });
}

INSTANTIATE_TEST_SUITE_P(Threads, ParallelBackendTest, ::testing::Values(1, 2, 3, 8));

}  // namespace
}  // namespace keratin
