// The calls of recurrences: the CPU's own against those that are composed from the primitives, and
// the composed gradient against differences.
#include <gtest/gtest.h>

#include <cmath>

#include "keratin/backend/backend.h"
#include "keratin/base/random.h"
#include "keratin/base/text.h"
#include "keratin/base/thread_pool.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/random.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::expect_near;

struct Case {
  RecurrentFunction function;
  RecurrentOrder order;
  int64_t batch, steps, units;
  bool has_bias, has_mask, has_sequence;

  std::string describe() const {
    return text("kind ", static_cast<int>(function.kind), ", batch ", batch, ", steps ", steps,
                ", units ", units, ", bias ", has_bias, ", mask ", has_mask, ", sequence ",
                has_sequence, ", backwards ", order.goes_backwards);
  }
};

FusedActivation function_of(Unary f) { return {.is_some = true, .function = f}; }

Case random_case(uint64_t number) {
  RandomSequence random({.seed = 5, .stream = number});
  const auto below = [&](uint64_t bound) { return static_cast<int64_t>(random.next_below(bound)); };
  Case one;
  one.function.kind = static_cast<CellKind>(number % 3);
  one.function.activation = function_of(Unary::tanh);
  one.function.recurrent_activation = function_of(Unary::sigmoid);
  if (one.function.kind == CellKind::simple && below(2) == 0) {
    one.function.activation = below(2) == 0 ? function_of(Unary::relu) : FusedActivation();
  }
  one.order = {.goes_backwards = below(2) == 0, .zero_output_for_mask = below(2) == 0};
  one.batch = 1 + below(60);
  one.steps = 1 + below(6);
  one.units = 1 + below(40);
  one.has_bias = below(2) == 0;
  one.has_mask = below(2) == 0;
  one.has_sequence = below(3) != 0;
  return one;
}

Tensor drawn(const Shape& shape, uint64_t seed, DType dtype) {
  return random::uniform(shape, {.minval = -1, .maxval = 1, .seed = seed}).astype(dtype);
}

/// The tensors of a case, and what the calls make of them.
struct Calls {
  Calls(Backend& b, const Case& c, DType dtype)
      : backend(b),
        one(c),
        state{c.batch, c.units},
        sequence{c.batch, c.steps, c.units},
        projected(drawn(sequence.with_back(c.function.blocks() * c.units), 1, dtype)),
        kernel(drawn({c.units, c.function.blocks() * c.units}, 2, dtype) /
               std::sqrt(static_cast<double>(c.units))),
        bias(drawn({c.function.blocks() * c.units}, 3, dtype)),
        mask(random::uniform({c.batch, c.steps}, {.seed = 4}) < 0.7),
        h(drawn(state, 5, dtype)),
        c0(drawn(state, 6, dtype)),
        dy(drawn(sequence, 7, dtype)),
        d_last_h(drawn(state, 8, dtype)),
        d_last_c(drawn(state, 9, dtype)),
        last_h(state, dtype),
        last_c(state, dtype),
        y(sequence, dtype),
        kept(sequence.with_back(c.function.kept_blocks() * c.units), dtype),
        h_before(sequence, dtype),
        c_before(sequence, dtype),
        d_projected(projected.shape(), dtype),
        d_h(state, dtype),
        d_c(state, dtype),
        dq2(sequence, dtype) {}

  bool is_lstm() const { return one.function.kind == CellKind::lstm; }
  bool is_gru() const { return one.function.kind == CellKind::gru; }

  void forward(bool keeps = true) {
    RecurrenceCall call = {.function = one.function,
                           .order = one.order,
                           .projected = projected.view(),
                           .kernel = kernel.view(),
                           .h = h.view(),
                           .last_h = last_h.view()};
    if (one.has_bias) call.bias = bias.view();
    if (one.has_mask) call.mask = mask.view();
    if (one.has_sequence) call.y = y.view();
    if (is_lstm()) {
      call.c = c0.view();
      call.last_c = last_c.view();
    }
    if (keeps) {
      call.kept = kept.view();
      call.h_before = h_before.view();
      if (is_lstm()) call.c_before = c_before.view();
    }
    backend.run(call);
  }
  void backward() {
    RecurrenceGradientCall call = {.function = one.function,
                                   .order = one.order,
                                   .kernel = kernel.view(),
                                   .kept = kept.view(),
                                   .h_before = h_before.view(),
                                   .d_last_h = d_last_h.view(),
                                   .d_projected = d_projected.view(),
                                   .d_h = d_h.view()};
    if (one.has_mask) call.mask = mask.view();
    if (one.has_sequence) call.dy = dy.view();
    if (is_lstm()) {
      call.c_before = c_before.view();
      call.d_last_c = d_last_c.view();
      call.d_c = d_c.view();
    }
    if (is_gru()) call.dq2 = dq2.view();
    backend.run(call);
  }
  /// The number whose gradients `backward` has.
  double total() {
    forward(false);
    double sum = ops::sum(last_h * d_last_h).item();
    if (one.has_sequence) sum += static_cast<double>(ops::sum(y * dy).item());
    if (is_lstm()) sum += static_cast<double>(ops::sum(last_c * d_last_c).item());
    return sum;
  }

  Backend& backend;
  Case one;
  Shape state, sequence;
  Tensor projected, kernel, bias, mask, h, c0, dy, d_last_h, d_last_c;
  Tensor last_h, last_c, y, kept, h_before, c_before, d_projected, d_h, d_c, dq2;
};

void expect_same(const Calls& fast, const Calls& plain, double tolerance) {
  expect_near(fast.last_h, plain.last_h, tolerance, "last_h");
  expect_near(fast.h_before, plain.h_before, tolerance, "h_before");
  expect_near(fast.d_projected, plain.d_projected, tolerance, "d_projected");
  expect_near(fast.d_h, plain.d_h, tolerance, "d_h");
  if (fast.one.has_sequence) expect_near(fast.y, plain.y, tolerance, "y");
  if (fast.is_gru()) expect_near(fast.dq2, plain.dq2, tolerance, "dq2");
  if (!fast.is_lstm()) return;
  expect_near(fast.last_c, plain.last_c, tolerance, "last_c");
  expect_near(fast.c_before, plain.c_before, tolerance, "c_before");
  expect_near(fast.d_c, plain.d_c, tolerance, "d_c");
}

TEST(Recurrences, OfTheCpuAreThoseOfThePrimitives) {
  for (uint64_t number = 0; number < 150; ++number) {
    const Case one = random_case(number);
    SCOPED_TRACE(one.describe());
    Calls fast(backend_of(Device{}), one, float32), plain(reference_backend(), one, float32);
    for (Calls* run : {&fast, &plain}) {
      run->forward();
      run->backward();
    }
    expect_same(fast, plain, 2e-5);
    const Tensor with_kept = fast.last_h.copy();
    fast.forward(false);
    expect_near(fast.last_h, with_kept, 0, "last_h of a call that keeps nothing");
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(Recurrences, HaveTheGradientsOfDifferences) {
  for (uint64_t number = 0; number < 24; ++number) {
    Case one = random_case(number);
    one.batch = 2;
    one.units = 3;
    SCOPED_TRACE(one.describe());
    Calls run(reference_backend(), one, float64);
    run.forward();
    run.backward();
    const auto expect_slope = [&](Tensor& x, const Tensor& gradient, const char* name) {
      auto* at = static_cast<double*>(x.view().data);
      const auto* expected = static_cast<const double*>(gradient.view().data);
      for (int64_t i = 0; i < x.size(); i += 1 + x.size() / 7) {
        constexpr double step = 1e-5;
        const double before = at[i];
        at[i] = before + step;
        const double above = run.total();
        at[i] = before - step;
        const double below = run.total();
        at[i] = before;
        EXPECT_NEAR((above - below) / (2 * step), expected[i], 1e-7) << name << " " << i;
      }
    };
    expect_slope(run.projected, run.d_projected, "projected");
    expect_slope(run.h, run.d_h, "h");
    if (run.is_lstm()) expect_slope(run.c0, run.d_c, "c");
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(Recurrences, AreTheSameBitsForAnyNumberOfThreads) {
  const int threads = config::num_threads();
  for (uint64_t number = 0; number < 12; ++number) {
    const Case one = random_case(number);
    Calls first(backend_of(Device{}), one, float32), second(backend_of(Device{}), one, float32);
    config::set_num_threads(1);
    first.forward();
    first.backward();
    config::set_num_threads(3);
    second.forward();
    second.backward();
    config::set_num_threads(threads);
    expect_same(second, first, 0);
  }
}

TEST(Recurrences, KeepNoStateOfABatchOfNone) {
  Case one = random_case(1);
  one.batch = 0;
  one.has_mask = false;
  for (Backend* backend : {&backend_of(Device{}), &reference_backend()}) {
    Calls run(*backend, one, float32);
    run.forward();
    run.backward();
    EXPECT_EQ(run.last_h.shape(), (Shape{0, one.units}));
  }
}

}  // namespace
}  // namespace keratin
