// The calls of attention: the CPU's own against those that are composed from the primitives.
#include <gtest/gtest.h>

#include "keratin/backend/backend.h"
#include "keratin/base/random.h"
#include "keratin/base/text.h"
#include "keratin/base/thread_pool.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/random.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::expect_near;

struct Case {
  int64_t batch, queries, keys, key_heads, groups, depth, value_depth;
  bool is_causal;
  int mask;  // 0: none, 1: of all, 2: of keys, the same for all heads and queries

  std::string describe() const {
    return text("batch ", batch, ", queries ", queries, ", keys ", keys, ", key heads ", key_heads,
                ", groups ", groups, ", depths ", depth, " ", value_depth, ", causal ", is_causal,
                ", mask ", mask);
  }
};

Case random_case(uint64_t number) {
  RandomSequence random({.seed = 6, .stream = number});
  const auto below = [&](uint64_t bound) { return static_cast<int64_t>(random.next_below(bound)); };
  Case one;
  one.batch = 1 + below(3);
  one.queries = 1 + below(number % 5 == 0 ? 150 : 20);
  one.keys = 1 + below(number % 7 == 0 ? 600 : 20);
  one.key_heads = 1 + below(3);
  one.groups = 1 + below(3);
  one.depth = 1 + below(20);
  one.value_depth = 1 + below(20);
  one.is_causal = below(3) == 0;
  one.mask = static_cast<int>(below(3));
  return one;
}

Tensor drawn(const Shape& shape, uint64_t seed, DType dtype) {
  return random::uniform(shape, {.minval = -2, .maxval = 2, .seed = seed}).astype(dtype);
}

struct Results {
  Tensor y, dq, dk, dv;
};

Results results_of(Backend& backend, const Case& one, DType dtype) {
  const int64_t heads = one.key_heads * one.groups;
  const Tensor q = drawn({one.batch, one.queries, heads, one.depth}, 1, dtype),
               k = drawn({one.batch, one.keys, one.key_heads, one.depth}, 2, dtype),
               v = drawn({one.batch, one.keys, one.key_heads, one.value_depth}, 3, dtype),
               dy = drawn({one.batch, one.queries, heads, one.value_depth}, 4, dtype);
  const Shape scores = {one.batch, heads, one.queries, one.keys};
  const Shape masked = one.mask == 1 ? scores : Shape{one.batch, 1, 1, one.keys};
  const Tensor mask = random::uniform(masked, {.seed = 5}) < 0.6;
  Results r = {Tensor(dy.shape(), dtype), Tensor(q.shape(), dtype), Tensor(k.shape(), dtype),
               Tensor(v.shape(), dtype)};
  const Tensor highest(scores.erased(3), dtype), total(scores.erased(3), dtype);
  AttentionCall call = {.q = q.view(),
                        .k = k.view(),
                        .v = v.view(),
                        .scale = 0.4,
                        .hidden = -1e30,
                        .is_causal = one.is_causal,
                        .y = r.y.view(),
                        .highest = highest.view(),
                        .total = total.view()};
  if (one.mask > 0) call.mask = broadcast_to(mask.view(), scores);
  backend.run(call);
  backend.run(AttentionGradientCall{.q = call.q,
                                    .k = call.k,
                                    .v = call.v,
                                    .mask = call.mask,
                                    .scale = call.scale,
                                    .hidden = call.hidden,
                                    .is_causal = call.is_causal,
                                    .y = r.y.view(),
                                    .highest = highest.view(),
                                    .total = total.view(),
                                    .dy = dy.view(),
                                    .dq = r.dq.view(),
                                    .dk = r.dk.view(),
                                    .dv = r.dv.view()});
  return r;
}

void expect_same(const Results& fast, const Results& plain, double tolerance) {
  expect_near(fast.y, plain.y, tolerance, "y");
  expect_near(fast.dq, plain.dq, tolerance, "dq");
  expect_near(fast.dk, plain.dk, 4 * tolerance, "dk");
  expect_near(fast.dv, plain.dv, 4 * tolerance, "dv");
}

TEST(Attentions, OfTheCpuAreThoseOfThePrimitives) {
  for (uint64_t number = 0; number < 200; ++number) {
    const Case one = random_case(number);
    SCOPED_TRACE(one.describe());
    expect_same(results_of(backend_of(Device{}), one, float32),
                results_of(reference_backend(), one, float32), 1e-5);
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(Attentions, AreTheSameBitsForAnyNumberOfThreads) {
  const int threads = config::num_threads();
  for (uint64_t number = 0; number < 20; ++number) {
    const Case one = random_case(number);
    config::set_num_threads(1);
    const Results first = results_of(backend_of(Device{}), one, float32);
    config::set_num_threads(3);
    expect_same(results_of(backend_of(Device{}), one, float32), first, 0);
  }
  config::set_num_threads(threads);
}

}  // namespace
}  // namespace keratin
