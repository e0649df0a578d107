// The CPU's own kernels against the plain backend, over odd shapes and strides, and the same bits
// for any number of threads.
#include "keratin/backend/cpu/cpu_backend.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/base/text.h"
#include "keratin/base/thread_pool.h"
#include "keratin/tensor/creation.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using Floats = std::vector<float>;

Tensor floats(const Shape& shape, uint64_t seed, double low = -1, double high = 1) {
  return testing::uniform_tensor(shape, low, high, seed).astype(float32);
}

/// Runs f(backend), which gives a list of tensors, on the plain backend, and on the CPU's for 1, 2,
/// 3 and 8 threads: near the first, and alike bit by bit.
template <class F>
void expect_like_reference(const std::string& what, double tolerance, F f) {
  const int before = config::num_threads();
  const std::vector<Tensor> expected = f(reference_backend());
  std::vector<Floats> first;
  for (const int threads : {1, 2, 3, 8}) {
    config::set_num_threads(threads);
    const std::vector<Tensor> received = f(cpu_backend());
    for (size_t i = 0; i < received.size(); ++i) {
      const Floats values = received[i].template to_vector<float>();
      if (threads > 1) {
        EXPECT_EQ(values, first[i]) << what << ", result " << i << ", " << threads << " threads";
        continue;
      }
      first.push_back(values);
      const Floats wanted = expected[i].template to_vector<float>();
      ASSERT_EQ(values.size(), wanted.size()) << what;
      for (size_t j = 0; j < values.size(); ++j) {
        ASSERT_NEAR(values[j], wanted[j], tolerance * (1 + std::abs(wanted[j])))
            << what << ", result " << i << ", element " << j;
      }
    }
  }
  config::set_num_threads(before);
}

/// A matrix in four layouts: rows, columns, rows of a wider matrix, every other column.
Tensor laid_out(int layout, int64_t rows, int64_t columns, uint64_t seed) {
  if (layout == 1) return floats({columns, rows}, seed).transpose();
  if (layout == 2) return floats({rows, columns + 3}, seed)[{slice(), slice(1, columns + 1)}];
  if (layout == 3) return floats({rows, 2 * columns}, seed)[{slice(), slice(open, open, 2)}];
  return floats({rows, columns}, seed);
}

struct Sizes {
  int64_t m, k, n;
};
constexpr Sizes kSizes[] = {{1, 1, 1},   {0, 3, 2},      {3, 0, 2},    {2, 3, 0},
                            {7, 5, 3},   {15, 17, 31},   {33, 31, 17}, {1, 129, 257},
                            {129, 1, 5}, {128, 784, 10}, {257, 33, 1}, {131, 70, 129}};

TEST(CpuBackend, MatmulOfEveryLayout) {
  for (const auto& [m, k, n] : kSizes) {
    for (int layout = 0; layout < 16; ++layout) {
      const Tensor a = laid_out(layout / 4, m, k, 1), b = laid_out(layout % 4, k, n, 2);
      expect_like_reference(text("matmul ", m, " ", k, " ", n, " layout ", layout), 2e-5,
                            [&, m = m, n = n](Backend& backend) {
                              Tensor y = full({m, n}, NAN);
                              backend.run(MatmulCall{.a = a.view(), .b = b.view(), .y = y.view()});
                              return std::vector<Tensor>{y};
                            });
    }
  }
}

TEST(CpuBackend, MatmulOfStacks) {
  const Tensor a = floats({3, 7, 5}, 1), b = floats({3, 5, 9}, 2);
  expect_like_reference("stack", 1e-5, [&](Backend& backend) {
    Tensor y({3, 7, 9}, float32);
    backend.run(MatmulCall{.a = a.view(), .b = b.view(), .y = y.view()});
    return std::vector<Tensor>{y};
  });
}

TEST(CpuBackend, DenseWithAndWithoutBiasAndActivation) {
  for (const auto& [m, k, n] : kSizes) {
    const Tensor x = floats({m, k}, 1), kernel = floats({k, n}, 2), bias = floats({n}, 3);
    for (const bool has_bias : {false, true}) {
      const auto check = [&, m = m, n = n](const FusedActivation& activation) {
        expect_like_reference(text("dense ", m, " ", n), 2e-5, [&](Backend& backend) {
          Tensor y = full({m, n}, NAN);
          std::optional<ConstView> add;
          if (has_bias) add = bias.view();
          backend.run(DenseCall{.x = x.view(),
                                .kernel = kernel.view(),
                                .bias = add,
                                .activation = activation,
                                .y = y.view()});
          return std::vector<Tensor>{y};
        });
      };
      check({});
      for (const Unary f : {Unary::relu, Unary::tanh, Unary::sigmoid, Unary::silu, Unary::gelu,
                            Unary::softplus, Unary::hard_sigmoid}) {
        check({.is_some = true, .function = f});
      }
    }
  }
}

TEST(CpuBackend, ReluGradient) {
  for (const int64_t size : {0, 1, 7, 15, 17, 31, 33, 16384, 16385, 40001}) {
    const Tensor x = floats({size}, 1), dy = floats({size}, 2);
    expect_like_reference(text("relu gradient of ", size), 0, [&](Backend& backend) {
      Tensor y({size}, float32), dx({size}, float32);
      backend.run(UnaryCall{.f = Unary::relu, .x = x.view(), .y = y.view()});
      backend.run(UnaryGradientCall{
          .f = Unary::relu, .x = x.view(), .y = y.view(), .dy = dy.view(), .dx = dx.view()});
      return std::vector<Tensor>{y, dx};
    });
  }
}

TEST(CpuBackend, SumsOfColumnsAndOthers) {
  for (const Shape& shape : {Shape{0, 3}, Shape{3, 0}, Shape{1, 1}, Shape{1, 7}, Shape{7, 1},
                             Shape{31, 15}, Shape{33, 17}, Shape{1000, 257}, Shape{65, 600}}) {
    const Tensor x = floats(shape, 1);
    const Tensor turned = floats({shape[1], shape[0]}, 1).transpose();
    for (const Tensor& from : {x, turned}) {
      expect_like_reference(text("sums of ", shape), 1e-5, [&](Backend& backend) {
        Tensor columns({1, shape[1]}, float32), rows({shape[0], 1}, float32);
        backend.run(ReduceCall{.reduction = Reduction::sum, .x = from.view(), .y = columns.view()});
        backend.run(ReduceCall{.reduction = Reduction::sum, .x = from.view(), .y = rows.view()});
        return std::vector<Tensor>{columns, rows};
      });
    }
  }
}

TEST(CpuBackend, SumsOfBFloat16AreRoundedOnce) {
  struct Sum {
    Shape x, y;
  };
  const Sum sums[] = {{{7}, {1}},
                      {{100'003}, {1}},
                      {{3, 70'001}, {3, 1}},
                      {{900, 33}, {1, 33}},
                      {{40'000, 5}, {1, 5}},
                      {{9, 130, 17}, {9, 1, 17}},
                      {{2, 30, 20, 64}, {1, 1, 1, 64}},
                      {{5000, 3}, {5000, 1}}};
  const int before = config::num_threads();
  for (const auto& [x_shape, y_shape] : sums) {
    const Tensor x = testing::uniform_tensor(x_shape, -1, 2, 1).astype(bfloat16);
    const Tensor wide = x.astype(float64);
    for (const Reduction reduction : {Reduction::sum, Reduction::mean}) {
      const Tensor exact(y_shape, float64);
      reference_backend().run(
          ReduceCall{.reduction = reduction, .x = wide.view(), .y = exact.view()});
      const std::vector<double> expected = exact.to_vector<double>();
      std::vector<float> first;
      for (const int threads : {1, 2, 7}) {
        config::set_num_threads(threads);
        const Tensor y(y_shape, bfloat16);
        cpu_backend().run(ReduceCall{.reduction = reduction, .x = x.view(), .y = y.view()});
        const std::vector<float> received = y.to_vector<float>();
        if (first.empty()) first = received;
        EXPECT_EQ(received, first) << text(x_shape);
        for (size_t i = 0; i < received.size(); ++i) {
          // Half a unit of bfloat16's last place, and what float32 sums lose.
          ASSERT_NEAR(received[i], expected[i], std::abs(expected[i]) * 0x1.02p-8 + 1e-4)
              << text(x_shape, ", ", i);
        }
      }
    }
  }
  config::set_num_threads(before);
}

TEST(CpuBackend, Softmax) {
  for (const Shape& shape : {Shape{0, 3}, Shape{3, 0}, Shape{1, 1}, Shape{7, 10}, Shape{2, 3, 17},
                             Shape{1000, 33}, Shape{1, 20000}}) {
    const Tensor x = floats(shape, 1, -20, 20);
    for (int axis = 0; axis < shape.rank(); ++axis) {
      expect_like_reference(text("softmax of ", shape), 1e-6, [&, axis](Backend& backend) {
        Tensor y(shape, float32), logarithm(shape, float32);
        backend.run(SoftmaxCall{.x = x.view(), .axis = axis, .y = y.view()});
        backend.run(LogSoftmaxCall{.x = x.view(), .axis = axis, .y = logarithm.view()});
        return std::vector<Tensor>{y, logarithm};
      });
    }
  }
}

TEST(CpuBackend, SoftmaxGradient) {
  for (const Shape& shape : {Shape{0, 3}, Shape{1, 1}, Shape{7, 10}, Shape{2, 3, 17}}) {
    const Tensor y = floats(shape, 1, 0, 1), dy = floats(shape, 2);
    for (int axis = 0; axis < shape.rank(); ++axis) {
      expect_like_reference(text("softmax_gradient of ", shape), 1e-5, [&, axis](Backend& backend) {
        Tensor dx(shape, float32);
        backend.run(
            SoftmaxGradientCall{.y = y.view(), .dy = dy.view(), .axis = axis, .dx = dx.view()});
        return std::vector<Tensor>{dx};
      });
    }
  }
}

TEST(CpuBackend, CategoricalCrossentropyAndItsGradient) {
  for (const Shape& shape : {Shape{0, 3}, Shape{1, 1}, Shape{7, 10}, Shape{130, 33}}) {
    const Tensor target = floats(shape, 1, 0, 1), d_loss = floats({shape[0]}, 3);
    Tensor y = floats(shape, 2, 0.01, 1);
    if (shape[0] > 1) y.set({1, 0}, 0.0);  // a probability that is clipped
    expect_like_reference(text("categorical_crossentropy of ", shape), 1e-5, [&](Backend& backend) {
      Tensor loss({shape[0]}, float32), dy(shape, float32), even(shape, float32);
      backend.run(CategoricalCrossentropyCall{
          .target = target.view(), .y = y.view(), .epsilon = 1e-7F, .loss = loss.view()});
      backend.run(CategoricalCrossentropyGradientCall{.target = target.view(),
                                                      .y = y.view(),
                                                      .epsilon = 1e-7F,
                                                      .d_loss = d_loss.view(),
                                                      .dy = dy.view()});
      const Tensor one = ones({});
      backend.run(
          CategoricalCrossentropyGradientCall{.target = target.view(),
                                              .y = y.view(),
                                              .epsilon = 1e-7F,
                                              .d_loss = broadcast_to(one.view(), {shape[0]}),
                                              .dy = even.view()});
      return std::vector<Tensor>{loss, dy, even};
    });
  }
}

/// A weight and its slots after two steps, for sizes either side of SIMD registers and tasks.
void expect_steps_like_reference(const char* name, const StepRule& rule, float decay = 1) {
  for (const int64_t size : {0, 1, 7, 15, 17, 31, 33, 16383, 16385, 40001}) {
    const Tensor gradient = floats({size}, 2);
    expect_like_reference(text(name, " of ", size), 2e-6, [&](Backend& backend) {
      std::vector<Tensor> runs = {floats({size}, 1)};
      UpdateCall call = {
          .rule = rule, .decay = decay, .gradient = gradient.view(), .weight = runs[0].view()};
      std::visit(
          [&](const auto& one) {
            for (size_t i = 0; i < one.slots.size(); ++i) {
              runs.push_back(zeros({size}));
              if (one.has_slot(i)) call.slots[i] = runs.back().view();
            }
          },
          rule);
      for (int i = 0; i < 2; ++i) backend.run(call);
      return runs;
    });
  }
}

TEST(CpuBackend, StepsOfEveryRule) {
  expect_steps_like_reference("sgd", SGDRule{0.1F, 0.0F, false});
  expect_steps_like_reference("sgd with momentum", SGDRule{0.1F, 0.9F, false});
  expect_steps_like_reference("sgd of Nesterov", SGDRule{0.1F, 0.9F, true}, 0.9F);
  expect_steps_like_reference("rmsprop", RMSpropRule{0.01F, 0.9F, 0.0F, 1e-7F, false});
  expect_steps_like_reference("rmsprop, decayed", RMSpropRule{0.01F, 0.9F, 0.0F, 1e-7F, false},
                              0.5F);
  expect_steps_like_reference("rmsprop+", RMSpropRule{0.01F, 0.9F, 0.5F, 1e-3F, true});
  expect_steps_like_reference("adam", AdamRule{0.01F, 0.9F, 0.999F, 1e-7F, false});
  expect_steps_like_reference("adam, decayed", AdamRule{0.01F, 0.9F, 0.999F, 1e-7F, false}, 0.9F);
  expect_steps_like_reference("adamax", AdamaxRule{0.01F, 0.9F, 0.999F, 1e-7F}, 0.9F);
  expect_steps_like_reference("amsgrad", AdamRule{0.01F, 0.9F, 0.999F, 1e-7F, true});
}

}  // namespace
}  // namespace keratin
