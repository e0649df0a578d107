// The calls of windows: the CPU's own against those that are composed from the primitives, and
// these against plain loops.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "keratin/backend/backend.h"
#include "keratin/base/random.h"
#include "keratin/base/text.h"
#include "keratin/base/thread_pool.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/random.h"
#include "keratin/tensor/creation.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::expect_near;

/// A random convolution: what its tensors are like.
struct Case {
  Shape x, kernel, y;
  SlidingWindow window;
  int64_t groups = 1;

  std::string describe() const {
    return text("x ", x, ", kernel ", kernel, ", y ", y, ", strides ", window.strides,
                ", dilation ", window.dilation, ", before ", window.before, ", groups ", groups);
  }
};

int64_t below(RandomSequence& random, int64_t bound) {
  return static_cast<int64_t>(random.next_below(static_cast<uint64_t>(bound)));
}

Case random_case(uint64_t number) {
  RandomSequence random({.seed = 11, .stream = number});
  Case one;
  const int rank = 1 + static_cast<int>(below(random, 3));
  const int64_t kind = below(random, 4);
  const int64_t each = 1 + below(random, 5), units = 1 + below(random, 20);
  one.groups = kind == 0 ? 1 + below(random, 3) : kind == 1 ? 2 + below(random, 40) : 1;
  const bool by_channel = kind == 1;
  one.x = {1 + below(random, 3)};
  one.y = one.x;
  for (int i = 0; i < rank; ++i) {
    const int64_t size = 1 + below(random, 4), stride = 1 + below(random, 3),
                  dilation = 1 + below(random, 2), before = below(random, size * dilation);
    const int64_t outputs = 1 + below(random, rank == 1 ? 60 : 7);
    const int64_t seen = (outputs - 1) * stride + (size - 1) * dilation + 1 - before;
    const int64_t behind = below(random, 3) - 1;
    one.x.push_back(std::max<int64_t>(1, seen + behind));
    one.y.push_back(outputs);
    one.kernel.push_back(size);
    one.window.size.push_back(size);
    one.window.strides.push_back(stride);
    one.window.dilation.push_back(dilation);
    one.window.before.push_back(before);
  }
  one.x.push_back(by_channel ? one.groups : each * one.groups);
  one.kernel.push_back(by_channel ? 1 : each);
  one.kernel.push_back(by_channel ? one.groups : units * one.groups);
  one.y.push_back(one.kernel.back());
  return one;
}

Tensor drawn(const Shape& shape, uint64_t seed, DType dtype = float32) {
  return random::uniform(shape, {.minval = -1, .maxval = 1, .seed = seed}).astype(dtype);
}

struct Results {
  Tensor y, dx, dkernel;
};

/// Of elements that `rounded` holds, in `dtype`.
Results results_of(Backend& backend, const Case& one, DType dtype, bool has_bias, DType rounded) {
  const auto made = [&](const Shape& shape, uint64_t seed) {
    return drawn(shape, seed, rounded).astype(dtype);
  };
  const Tensor x = made(one.x, 1), kernel = made(one.kernel, 2), bias = made({one.y.back()}, 3),
               dy = made(one.y, 4);
  Results r = {Tensor(one.y, dtype), Tensor(one.x, dtype), Tensor(one.kernel, dtype)};
  ConvolutionCall call = {.x = x.view(),
                          .kernel = kernel.view(),
                          .window = one.window,
                          .groups = one.groups,
                          .y = r.y.view()};
  if (has_bias) {
    call.bias = bias.view();
    call.activation = {.is_some = true, .function = Unary::relu};
  }
  backend.run(call);
  backend.run(ConvolutionInputGradientCall{.dy = dy.view(),
                                           .kernel = kernel.view(),
                                           .window = one.window,
                                           .groups = one.groups,
                                           .dx = r.dx.view()});
  backend.run(ConvolutionKernelGradientCall{.x = x.view(),
                                            .dy = dy.view(),
                                            .window = one.window,
                                            .groups = one.groups,
                                            .dkernel = r.dkernel.view()});
  return r;
}

Results results_of(Backend& backend, const Case& one, DType dtype, bool has_bias) {
  return results_of(backend, one, dtype, has_bias, dtype);
}

TEST(Convolutions, OfTheCpuAreThoseOfThePrimitives) {
  for (uint64_t number = 0; number < 300; ++number) {
    const Case one = random_case(number);
    SCOPED_TRACE(one.describe());
    const bool has_bias = number % 2 == 0;
    const Results fast = results_of(backend_of(Device{}), one, float32, has_bias);
    const Results plain = results_of(reference_backend(), one, float32, has_bias);
    expect_near(fast.y, plain.y, 2e-5, "y");
    expect_near(fast.dx, plain.dx, 2e-5, "dx");
    expect_near(fast.dkernel, plain.dkernel, 1e-4, "dkernel");
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(Convolutions, AreTheSameBitsForAnyNumberOfThreads) {
  const int before = config::num_threads();
  const Case image = {.x = {9, 20, 20, 8},
                      .kernel = {3, 3, 8, 20},
                      .y = {9, 10, 10, 20},
                      .window = {{3, 3}, {2, 2}, {1, 1}, {1, 1}}};
  const Case channels = {.x = {9, 20, 20, 24},
                         .kernel = {3, 3, 1, 24},
                         .y = {9, 20, 20, 24},
                         .window = {{3, 3}, {1, 1}, {1, 1}, {1, 1}},
                         .groups = 24};
  for (const Case& one : {image, channels}) {
    for (const DType dtype : {float32, bfloat16}) {
      config::set_num_threads(1);
      const Results first = results_of(backend_of(Device{}), one, dtype, true);
      for (const int threads : {2, 3, 8}) {
        config::set_num_threads(threads);
        const Results again = results_of(backend_of(Device{}), one, dtype, true);
        EXPECT_TRUE(array_equal(again.y, first.y)) << threads;
        EXPECT_TRUE(array_equal(again.dx, first.dx)) << threads;
        EXPECT_TRUE(array_equal(again.dkernel, first.dkernel)) << threads;
      }
    }
  }
  config::set_num_threads(before);
}

TEST(Convolutions, OfManyChannelsAreCutInDepth) {
  const Case deep = {.x = {2, 5, 5, 900},
                     .kernel = {2, 2, 900, 40},
                     .y = {2, 4, 4, 40},
                     .window = {{2, 2}, {1, 1}, {1, 1}, {0, 0}}};
  const Case wide = {.x = {2, 9, 9, 300},
                     .kernel = {3, 3, 300, 300},
                     .y = {2, 5, 5, 300},
                     .window = {{3, 3}, {2, 2}, {1, 1}, {1, 1}}};
  for (const Case& one : {deep, wide}) {
    const Results fast = results_of(backend_of(Device{}), one, float32, true);
    const Results plain = results_of(reference_backend(), one, float32, true);
    expect_near(fast.y, plain.y, 5e-5, "y");
    expect_near(fast.dx, plain.dx, 5e-5, "dx");
    expect_near(fast.dkernel, plain.dkernel, 5e-5, "dkernel");
  }
}

/// Images whose lines are read in blocks: many of them, one, or a part of one; with and without a
/// copy that has zeros around them; narrow ones, where a block of rows takes from several lines.
const Case kLines[] = {
    {.x = {2, 40, 40, 8},
     .kernel = {3, 3, 8, 40},
     .y = {2, 40, 40, 40},
     .window = {{3, 3}, {1, 1}, {1, 1}, {1, 1}}},
    {.x = {2, 41, 43, 6},
     .kernel = {5, 3, 6, 17},
     .y = {2, 17, 21, 17},
     .window = {{5, 3}, {2, 2}, {2, 1}, {0, 0}}},
    {.x = {1, 4, 300, 130},
     .kernel = {3, 3, 130, 24},
     .y = {1, 4, 300, 24},
     .window = {{3, 3}, {1, 1}, {1, 1}, {1, 1}}},
    {.x = {1, 3000, 20}, .kernel = {7, 20, 33}, .y = {1, 3000, 33}, .window = {{7}, {1}, {1}, {6}}},
    {.x = {3, 50, 1, 16},
     .kernel = {3, 1, 16, 16},
     .y = {3, 48, 1, 16},
     .window = {{3, 1}, {1, 1}, {1, 1}, {0, 0}}},
    {.x = {4, 16, 3, 9},
     .kernel = {4, 2, 9, 70},
     .y = {4, 16, 3, 70},
     .window = {{4, 2}, {1, 1}, {1, 1}, {3, 1}}},
    {.x = {2, 6, 9, 10, 5},
     .kernel = {3, 3, 3, 5, 20},
     .y = {2, 6, 9, 10, 20},
     .window = {{3, 3, 3}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}}},
};

TEST(Convolutions, ReadLinesInBlocksOfEveryKind) {
  for (const Case& one : kLines) {
    SCOPED_TRACE(one.describe());
    const Results fast = results_of(backend_of(Device{}), one, float32, true);
    const Results plain = results_of(reference_backend(), one, float32, true);
    expect_near(fast.y, plain.y, 5e-5, "y");
    expect_near(fast.dx, plain.dx, 5e-5, "dx");
    expect_near(fast.dkernel, plain.dkernel, 5e-4, "dkernel");
  }
}

/// What is widened on the way and rounded once has the bits of what is widened before and rounded
/// behind, but for windows of one element, whose products are added up in another order.
void expect_rounded_once(const Case& one, DType dtype, bool has_bias) {
  SCOPED_TRACE(text(one.describe(), ", ", dtype));
  Backend& cpu = backend_of(Device{});
  const Results narrow = results_of(cpu, one, dtype, has_bias);
  const Results wide = results_of(cpu, one, float32, has_bias, dtype);
  const bool is_one = one.kernel.size() == one.kernel.back() * one.kernel[one.kernel.rank() - 2];
  const auto expect = [&](const Tensor& x, const Tensor& from, const char* name) {
    const Tensor expected = from.astype(dtype);
    EXPECT_TRUE(is_one || array_equal(x, expected)) << name;
    expect_near(x.astype(float32), expected.astype(float32), 1e-2, name);
  };
  expect(narrow.y, wide.y, "y");
  expect(narrow.dx, wide.dx, "dx");
  expect(narrow.dkernel, wide.dkernel, "dkernel");
}

TEST(Convolutions, Of16BitsAreComputedInFloat32) {
  for (uint64_t number = 0; number < 150; ++number) {
    for (const DType dtype : {float16, bfloat16}) {
      expect_rounded_once(random_case(number), dtype, number % 2 == 0);
      if (::testing::Test::HasFailure()) return;
    }
  }
  for (const Case& one : kLines) expect_rounded_once(one, bfloat16, true);
}

/// Loops, as the formula says.
TEST(Convolutions, OfThePrimitivesAreTheFormula) {
  for (uint64_t number = 0; number < 60; ++number) {
    const Case one = random_case(number);
    if (one.window.rank() != 1) continue;
    SCOPED_TRACE(one.describe());
    const Tensor x = drawn(one.x, 1, float64), kernel = drawn(one.kernel, 2, float64);
    const double *in = x.data<double>(), *weights = kernel.data<double>();
    const int64_t channels = one.x.back(), units = one.y.back();
    const int64_t each = channels / one.groups, of_group = units / one.groups;
    const SlidingWindow& w = one.window;
    std::vector<double> expected;
    for (int64_t b = 0; b < one.y[0]; ++b) {
      for (int64_t o = 0; o < one.y[1]; ++o) {
        for (int64_t u = 0; u < units; ++u) {
          double sum = 0;
          for (int64_t k = 0; k < w.size[0]; ++k) {
            const int64_t i = o * w.strides[0] + k * w.dilation[0] - w.before[0];
            for (int64_t c = 0; i >= 0 && i < one.x[1] && c < each; ++c) {
              sum += in[(b * one.x[1] + i) * channels + u / of_group * each + c] *
                     weights[(k * each + c) * units + u];
            }
          }
          expected.push_back(sum);
        }
      }
    }
    expect_near(results_of(reference_backend(), one, float64, false).y,
                tensor(expected).reshape(one.y), 1e-12);
  }
}

/// The gradients of sum(y * dy) are what x and the kernel are multiplied with.
TEST(Convolutions, GradientsAreThoseOfALinearMap) {
  for (uint64_t number = 0; number < 60; ++number) {
    const Case one = random_case(number);
    SCOPED_TRACE(one.describe());
    const Results r = results_of(reference_backend(), one, float64, false);
    const Tensor x = drawn(one.x, 1, float64), kernel = drawn(one.kernel, 2, float64),
                 dy = drawn(one.y, 4, float64);
    const double total = (r.y * dy).sum().item();
    EXPECT_NEAR((r.dx * x).sum().item(), total, 1e-9);
    EXPECT_NEAR((r.dkernel * kernel).sum().item(), total, 1e-9);
  }
}

/// A window whose every output sees something.
Case pool_case(uint64_t number) {
  Case one = random_case(number);
  for (int i = 0; i < one.window.rank(); ++i) {
    one.window.dilation[i] = 1;
    one.window.before[i] = std::min(one.window.before[i], (one.window.size[i] - 1) / 2);
    const int64_t least = (one.y[i + 1] - 1) * one.window.strides[i] - one.window.before[i] + 1;
    one.x[i + 1] = std::max(one.x[i + 1], least);
  }
  one.y = one.y.with_back(one.x.back());
  return one;
}

TEST(Pools, OfTheCpuAreThoseOfThePrimitives) {
  for (uint64_t number = 0; number < 200; ++number) {
    const Case one = pool_case(number);
    SCOPED_TRACE(one.describe());
    // Few values, so that there are several largest.
    const Tensor x = (drawn(one.x, 1) * 3).round(), dy = drawn(one.y, 2);
    for (const PoolKind pool : {PoolKind::max, PoolKind::average}) {
      std::vector<Tensor> results;
      for (Backend* backend : {&backend_of(Device{}), &reference_backend()}) {
        const Tensor y(one.y, float32), dx(one.x, float32);
        backend->run(PoolCall{.pool = pool, .x = x.view(), .window = one.window, .y = y.view()});
        backend->run(PoolGradientCall{.pool = pool,
                                      .x = x.view(),
                                      .y = y.view(),
                                      .dy = dy.view(),
                                      .window = one.window,
                                      .dx = dx.view()});
        results.push_back(y);
        results.push_back(dx);
      }
      expect_near(results[0], results[2], 1e-6, "y");
      expect_near(results[1], results[3], 1e-5, "dx");
    }
  }
}

TEST(Pools, Of16BitsAreRoundedOnce) {
  for (uint64_t number = 0; number < 200; ++number) {
    const Case one = pool_case(number);
    SCOPED_TRACE(one.describe());
    const Tensor x = (drawn(one.x, 1) * 3).round(), dy = drawn(one.y, 2, bfloat16);
    for (const PoolKind pool : {PoolKind::max, PoolKind::average}) {
      std::vector<Tensor> results;
      for (const DType dtype : {bfloat16, float32}) {
        const Tensor in = x.astype(dtype), seen_dy = dy.astype(dtype), y(one.y, dtype),
                     dx(one.x, dtype);
        Backend& cpu = backend_of(Device{});
        cpu.run(PoolCall{.pool = pool, .x = in.view(), .window = one.window, .y = y.view()});
        cpu.run(PoolGradientCall{.pool = pool,
                                 .x = in.view(),
                                 .y = y.view(),
                                 .dy = seen_dy.view(),
                                 .window = one.window,
                                 .dx = dx.view()});
        results.push_back(y.astype(bfloat16));
        results.push_back(dx.astype(bfloat16));
      }
      EXPECT_TRUE(array_equal(results[0], results[2])) << "y";
      EXPECT_TRUE(array_equal(results[1], results[3])) << "dx";
    }
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(Pools, NaNIsTheLargest) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const Tensor& x : {tensor({{{1.0}, {nan}, {2.0}}}), tensor({{{nan}, {3.0}, {2.0}}})}) {
    for (Backend* backend : {&backend_of(Device{}), &reference_backend()}) {
      for (const DType dtype : {float32, bfloat16}) {
        const Tensor narrow = x.astype(dtype), y({1, 1, 1}, dtype);
        backend->run(PoolCall{.x = narrow.view(), .window = {{3}, {1}, {1}, {0}}, .y = y.view()});
        EXPECT_TRUE(std::isnan(y.item()));
      }
    }
  }
}

}  // namespace
}  // namespace keratin
