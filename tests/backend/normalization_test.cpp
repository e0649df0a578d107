// The calls of normalization, sums along axes and rows of tables: the CPU's own against those that
// are composed from the primitives, or the reference's.
#include <gtest/gtest.h>

#include "keratin/backend/backend.h"
#include "keratin/base/random.h"
#include "keratin/base/text.h"
#include "keratin/base/thread_pool.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/random.h"
#include "keratin/tensor/creation.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::expect_near;

struct Case {
  int64_t rows, columns;
  int axis;
  bool is_centered, has_gamma, has_beta;

  std::string describe() const {
    return text("rows ", rows, ", columns ", columns, ", axis ", axis, ", centered ", is_centered,
                ", gamma ", has_gamma, ", beta ", has_beta);
  }
};

Case random_case(uint64_t number) {
  RandomSequence random({.seed = 8, .stream = number});
  const auto below = [&](uint64_t bound) { return static_cast<int64_t>(random.next_below(bound)); };
  Case one;
  const bool is_long = number % 4 == 0;
  one.rows = 1 + below(is_long ? 3000 : 40);
  one.columns = 1 + below(is_long ? 40 : 600);
  one.axis = static_cast<int>(below(2));
  one.is_centered = below(3) != 0;
  one.has_gamma = below(2) == 0;
  one.has_beta = below(2) == 0;
  return one;
}

Tensor drawn(const Shape& shape, uint64_t seed) {
  return random::uniform(shape, {.minval = -1, .maxval = 3, .seed = seed});
}

struct Results {
  Tensor y, mean, variance, dx, dgamma, dbeta;
};

Results results_of(Backend& backend, const Case& one) {
  const Shape shape = {one.rows, one.columns}, columns = {one.columns};
  const Shape statistic = {one.axis == 0 ? one.columns : one.rows};
  const Tensor x = drawn(shape, 1), gamma = drawn(columns, 2), beta = drawn(columns, 3),
               dy = drawn(shape, 4) - 1;
  Results r = {Tensor(shape, float32), zeros(statistic), Tensor(statistic, float32),
               Tensor(shape, float32), zeros(columns),   zeros(columns)};
  NormalizationCall call = {.x = x.view(),
                            .axis = one.axis,
                            .epsilon = 1e-3,
                            .y = r.y.view(),
                            .variance = r.variance.view()};
  NormalizationGradientCall gradient = {.x = x.view(),
                                        .axis = one.axis,
                                        .epsilon = 1e-3,
                                        .variance = r.variance.view(),
                                        .dy = dy.view(),
                                        .dx = r.dx.view()};
  if (one.is_centered) {
    call.mean = r.mean.view();
    gradient.mean = r.mean.view();
  }
  if (one.has_gamma) {
    call.gamma = gamma.view();
    gradient.gamma = gamma.view();
    gradient.dgamma = r.dgamma.view();
  }
  if (one.has_beta) {
    call.beta = beta.view();
    gradient.dbeta = r.dbeta.view();
  }
  backend.run(call);
  backend.run(gradient);
  return r;
}

void expect_same(const Results& fast, const Results& plain, double tolerance) {
  expect_near(fast.y, plain.y, tolerance, "y");
  expect_near(fast.mean, plain.mean, tolerance, "mean");
  expect_near(fast.variance, plain.variance, tolerance, "variance");
  expect_near(fast.dx, plain.dx, 10 * tolerance, "dx");
  expect_near(fast.dgamma, plain.dgamma, 20 * tolerance, "dgamma");
  expect_near(fast.dbeta, plain.dbeta, 20 * tolerance, "dbeta");
}

TEST(Normalizations, OfTheCpuAreThoseOfThePrimitives) {
  for (uint64_t number = 0; number < 200; ++number) {
    const Case one = random_case(number);
    SCOPED_TRACE(one.describe());
    expect_same(results_of(backend_of(Device{}), one), results_of(reference_backend(), one), 1e-5);
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(Normalizations, AreTheSameBitsForAnyNumberOfThreads) {
  const int threads = config::num_threads();
  for (uint64_t number = 0; number < 20; ++number) {
    const Case one = random_case(number);
    config::set_num_threads(1);
    const Results first = results_of(backend_of(Device{}), one);
    config::set_num_threads(3);
    expect_same(results_of(backend_of(Device{}), one), first, 0);
  }
  config::set_num_threads(threads);
}

// --- sums ---

TEST(Sums, AlongAnyAxesAreThoseOfTheReference) {
  const Shape shapes[] = {{3, 4, 5},     {100000},  {200, 1000}, {1000, 200}, {7, 300, 16},
                          {2, 9, 9, 40}, {5000, 3}, {1, 6, 1},   {40, 1, 700}};
  for (const Shape& shape : shapes) {
    const Tensor x = drawn(shape, 1);
    for (int axes = 1; axes < 1 << shape.rank(); ++axes) {
      Shape kept = shape;
      for (int i = 0; i < shape.rank(); ++i) {
        if (axes >> i & 1) kept[i] = 1;
      }
      for (const Reduction reduction : {Reduction::sum, Reduction::mean}) {
        const Tensor fast(kept, float32), plain(kept, float32);
        backend_of(x).run(ReduceCall{.reduction = reduction, .x = x.view(), .y = fast.view()});
        reference_backend().run(
            ReduceCall{.reduction = reduction, .x = x.view(), .y = plain.view()});
        const double size = reduction == Reduction::sum ? static_cast<double>(shape.size()) : 1;
        expect_near(fast, plain, 3e-7 * size, text(shape, " to ", kept).c_str());
      }
    }
  }
}

// --- rows of tables ---

TEST(TableRows, AreAddedFromWhereverTheyLie) {
  const Tensor indices = random::randint({60, 40}, 0, 300, int32, {.seed = 2});
  const Tensor rows = drawn({60, 1, 20}, 3), turned = drawn({40, 60, 20}, 4);
  const Tensor odd = drawn({60, 40, 40}, 5);
  const View once = rows.view(), across = turned.view(), wide = odd.view();
  const View views[] = {
      {once.data, float32, {60, 40, 20}, {20, 0, 1}},       // each row of 40 the same
      {across.data, float32, {60, 40, 20}, {20, 1200, 1}},  // two axes in another order
      {wide.data, float32, {60, 40, 20}, {1600, 40, 1}},    // half of each row
      {wide.data, float32, {60, 40, 20}, {1600, 40, 2}},    // elements apart, which has no kernel
  };
  for (const View& view : views) {
    Tensor sums[2];
    for (const int i : {0, 1}) {
      Backend& backend = i == 0 ? backend_of(Device{}) : reference_backend();
      sums[i] = zeros({300, 20});
      backend.run(
          ScatterAddCall{.y = view, .indices = indices.view(), .axis = 0, .x = sums[i].view()});
    }
    expect_near(sums[0], sums[1], 0, text("added from ", view.strides).c_str());
  }
}

TEST(TableRows, AreThoseOfTheReference) {
  struct Choice {
    Shape table, indices;
    int axis;
  };
  const Choice choices[] = {{{50, 16}, {700, 9}, 0}, {{1000, 33}, {3000}, 0}, {{4, 30, 5}, {80}, 1},
                            {{20, 7}, {3}, 1},       {{6}, {40000}, 0},       {{5, 3}, {0}, 0}};
  for (const auto& [shape, chosen, axis] : choices) {
    for (const DType dtype : {int32, int64}) {
      const Tensor table = drawn(shape, 1),
                   indices =
                       random::randint(chosen, 0, shape[axis], int32, {.seed = 2}).as_dtype(dtype);
      Shape taken;
      for (int i = 0; i < axis; ++i) taken.push_back(shape[i]);
      for (const int64_t length : chosen) taken.push_back(length);
      for (int i = axis + 1; i < shape.rank(); ++i) taken.push_back(shape[i]);
      const Tensor rows = drawn(taken, 3);
      Tensor results[2], sums[2];
      for (const int i : {0, 1}) {
        Backend& backend = i == 0 ? backend_of(Device{}) : reference_backend();
        results[i] = Tensor(taken, float32);
        sums[i] = zeros(shape);
        backend.run(TakeCall{
            .x = table.view(), .indices = indices.view(), .axis = axis, .y = results[i].view()});
        backend.run(ScatterAddCall{
            .y = rows.view(), .indices = indices.view(), .axis = axis, .x = sums[i].view()});
      }
      expect_near(results[0], results[1], 0, text("taken from ", shape).c_str());
      expect_near(sums[0], sums[1], 0, text("added to ", shape).c_str());
    }
  }
}

}  // namespace
}  // namespace keratin
