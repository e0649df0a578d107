// The fused calls three times: composed from the primitives, by the plain backend, and by the
// CPU's.
#include "keratin/backend/backend.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/backend/cpu/cpu_backend.h"
#include "keratin/base/text.h"
#include "keratin/base/thread_pool.h"
#include "keratin/ops/random.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

/// What a new backend has on its first day.
class PrimitivesOnly final : public Backend {
 public:
  using Backend::run;
  const char* name() const override { return "primitives"; }
#define KERATIN_FORWARD(Call) \
  void run(const Call& call) override { reference_backend().run(call); }
  KERATIN_PRIMITIVE_CALLS(KERATIN_FORWARD)
#undef KERATIN_FORWARD
  void upload(const void* from, const View& y) override { reference_backend().upload(from, y); }
  void download(const ConstView& x, void* to) override { reference_backend().download(x, to); }
};

Tensor numbers(const Shape& shape, uint64_t seed, DType dtype = float32) {
  return random::uniform(shape, {.minval = -2, .maxval = 2, .seed = seed}).astype(dtype);
}

/// run(backend, y) on all of them gives the same, near or bit by bit.
template <class Run>
void expect_alike(const std::string& what, const Shape& shape, DType dtype, double tolerance,
                  Run run) {
  const auto result_of = [&](Backend& backend) {
    const Tensor y = full(shape, 7, dtype);
    run(backend, y.view());
    return y.to_vector<double>();
  };
  PrimitivesOnly primitives;
  const std::vector<double> expected = result_of(primitives);
  const auto check = [&](const char* who, const std::vector<double>& received) {
    ASSERT_EQ(received.size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
      ASSERT_NEAR(received[i], expected[i], tolerance * (1 + std::abs(expected[i])))
          << what << " by " << who << ", element " << i;
    }
  };
  check("the reference", result_of(reference_backend()));
  const int before = config::num_threads();
  std::vector<double> first;
  for (const int threads : {1, 2, 3, 8}) {
    config::set_num_threads(threads);
    const std::vector<double> received = result_of(cpu_backend());
    check("the CPU", received);
    if (threads == 1) first = received;
    EXPECT_EQ(received, first) << what << " with " << threads << " threads";
  }
  config::set_num_threads(before);
}

const Shape kShapes[] = {{}, {0}, {1}, {17}, {3, 5}, {301, 257}, {2, 3, 4}};

TEST(FusedCalls, ANumberBesideATensor) {
  for (const Shape& shape : kShapes) {
    for (const bool is_left : {false, true}) {
      for (const Binary f : {Binary::add, Binary::subtract, Binary::maximum, Binary::less}) {
        for (const DType dtype : {float32, bfloat16, int32}) {
          const Tensor x = numbers(shape, 1, dtype);
          expect_alike(text(name_of(f), " ", shape), shape, is_predicate(f) ? bool_ : dtype, 0,
                       [&](Backend& backend, const View& y) {
                         backend.run(BinaryNumberCall{
                             .f = f, .x = x.view(), .value = 1, .is_left = is_left, .y = y});
                       });
        }
      }
    }
  }
}

TEST(FusedCalls, Scale) {
  for (const Shape& shape : kShapes) {
    for (const DType dtype : {float32, float64, float16}) {
      const Tensor x = numbers(shape, 1, dtype);
      expect_alike(text("scale ", shape), shape, dtype, 0, [&](Backend& backend, const View& y) {
        backend.run(ScaleCall{.x = x.view(), .factor = 0.3, .offset = -1.7, .y = y});
      });
    }
  }
}

TEST(FusedCalls, Dropout) {
  const RandomKey key = {.seed = 3, .stream = 1, .step = 4};
  for (const Shape& shape : kShapes) {
    for (const DType dtype : {float32, float64, bfloat16}) {
      const Tensor x = numbers(shape, 1, dtype);
      Shape shared = shape;
      if (shape.rank() > 1) shared[1] = 1;
      for (const Shape& mask : {shape, shared}) {
        expect_alike(text("dropout ", shape, " by ", mask), shape, dtype, 0,
                     [&](Backend& backend, const View& y) {
                       backend.run(DropoutCall{
                           .x = x.view(), .rate = 0.3, .shape = mask, .key = key, .y = y});
                     });
      }
    }
  }
}

TEST(FusedCalls, CrossentropyOfClasses) {
  for (const Shape& shape : {Shape{0, 3}, Shape{1, 1}, Shape{4, 7}, Shape{301, 257}}) {
    const Tensor scores = random::uniform(shape, {.minval = 0.01, .seed = 1});
    const Tensor labels = random::randint({shape[0]}, 0, shape[1], int32, {.seed = 2});
    const Tensor d_loss = random::uniform({shape[0]}, {.seed = 3});
    for (const bool from_logits : {false, true}) {
      expect_alike(text("loss ", shape), {shape[0]}, float32, 1e-5,
                   [&](Backend& backend, const View& loss) {
                     backend.run(SparseCrossentropyCall{.labels = labels.view(),
                                                        .y = scores.view(),
                                                        .epsilon = 1e-7F,
                                                        .from_logits = from_logits,
                                                        .loss = loss});
                   });
      expect_alike(text("gradient ", shape), shape, float32, 1e-5,
                   [&](Backend& backend, const View& dy) {
                     backend.run(SparseCrossentropyGradientCall{.labels = labels.view(),
                                                                .y = scores.view(),
                                                                .epsilon = 1e-7F,
                                                                .from_logits = from_logits,
                                                                .d_loss = d_loss.view(),
                                                                .dy = dy});
                   });
    }
  }
}

}  // namespace
}  // namespace keratin
