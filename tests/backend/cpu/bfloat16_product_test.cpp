// The CPU's bfloat16 products against the plain backend, and the same bits for any number of
// threads.
#include "keratin/backend/cpu/bfloat16_product.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/backend/cpu/cpu_backend.h"
#include "keratin/base/text.h"
#include "keratin/base/thread_pool.h"
#include "keratin/tensor/creation.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

/// A matrix in four layouts: rows, columns, rows of a wider matrix, every other column.
Tensor laid_out(int layout, int64_t rows, int64_t columns, DType dtype, uint64_t seed) {
  const auto uniform = [&](const Shape& shape) {
    return testing::uniform_tensor(shape, -1, 1, seed).astype(dtype);
  };
  if (layout == 1) return uniform({columns, rows}).transpose();
  if (layout == 2) return uniform({rows, columns + 3})[{slice(), slice(1, columns + 1)}];
  if (layout == 3) return uniform({rows, 2 * columns})[{slice(), slice(open, open, 2)}];
  return uniform({rows, columns});
}

/// f(backend) on the plain backend and on the CPU's with 1, 2, 3 and 8 threads: near the first,
/// within the rounding of the result's dtype, and alike bit by bit.
template <class F>
void expect_like_reference(const std::string& what, F f) {
  const int before = config::num_threads();
  const Tensor expected = f(reference_backend());
  const double tolerance = expected.dtype() == bfloat16 ? 0.01 : 2e-5;
  std::vector<float> first;
  for (const int threads : {1, 2, 3, 8}) {
    config::set_num_threads(threads);
    const Tensor received = f(cpu_backend());
    const auto values = received.template to_vector<float>();
    if (threads == 1) {
      first = values;
      const auto wanted = expected.template to_vector<float>();
      for (size_t j = 0; j < values.size(); ++j) {
        ASSERT_NEAR(values[j], wanted[j], tolerance * (1 + std::abs(wanted[j])))
            << what << ", " << j;
      }
    }
    EXPECT_EQ(values, first) << what << ", " << threads << " threads";
  }
  config::set_num_threads(before);
}

struct Sizes {
  int64_t m, k, n;
};
constexpr Sizes kSizes[] = {{1, 1, 1},    {0, 3, 2},   {3, 0, 2},      {2, 3, 0},     {7, 5, 3},
                            {33, 31, 17}, {129, 1, 5}, {128, 784, 10}, {131, 70, 129}};
constexpr DType kPairs[][2] = {{bfloat16, bfloat16}, {bfloat16, float32}, {float32, bfloat16}};

TEST(BFloat16Product, OfEveryLayoutAndDtype) {
  for (const auto& [m, k, n] : kSizes) {
    for (int layout = 0; layout < 16; ++layout) {
      for (const auto& [left, right] : kPairs) {
        const Tensor a = laid_out(layout / 4, m, k, left, 1);
        const Tensor b = laid_out(layout % 4, k, n, right, 2);
        for (const DType dtype : {float32, bfloat16}) {
          expect_like_reference(
              text(m, " ", k, " ", n, " layout ", layout, " ", name_of(left), " ", name_of(right)),
              [&, m = m, n = n](Backend& backend) {
                Tensor y = full({m, n}, NAN, dtype);
                backend.run(MatmulCall{.a = a.view(), .b = b.view(), .y = y.view()});
                return y;
              });
        }
      }
    }
  }
}

TEST(BFloat16Product, OfDenseWithAndWithoutBiasAndActivation) {
  for (const auto& [m, k, n] : kSizes) {
    const Tensor x = laid_out(0, m, k, bfloat16, 1), kernel = laid_out(0, k, n, float32, 2);
    const Tensor bias = testing::uniform_tensor({n}, -1, 1, 3).astype(float32);
    for (const std::optional<ConstView>& bias_view : {std::optional<ConstView>(), {bias.view()}}) {
      for (const Unary f : {Unary::relu, Unary::tanh, Unary::gelu, Unary::negative}) {
        for (const DType dtype : {float32, bfloat16}) {
          const FusedActivation activation{.is_some = f != Unary::negative, .function = f};
          expect_like_reference(text("dense ", m, " ", n, " ", name_of(f)),
                                [&, m = m, n = n](Backend& backend) {
                                  Tensor y = full({m, n}, NAN, dtype);
                                  backend.run(DenseCall{.x = x.view(),
                                                        .kernel = kernel.view(),
                                                        .bias = bias_view,
                                                        .activation = activation,
                                                        .y = y.view()});
                                  return y;
                                });
        }
      }
    }
  }
}

TEST(BFloat16Product, WantsABFloat16FactorAndRows) {
  const Tensor half = ones({4, 4}, bfloat16), wide = ones({4, 4}), exact = ones({4, 4}, float64);
  const auto is_one = [](const Tensor& a, const Tensor& b, const Tensor& y) {
    return cpu::is_bfloat16_product(a.view(), b.view(), y.view());
  };
  EXPECT_TRUE(is_one(half, wide, wide));
  EXPECT_TRUE(is_one(wide, half.transpose(), half));
  EXPECT_FALSE(is_one(wide, wide, half));
  EXPECT_FALSE(is_one(half, exact, wide));
  EXPECT_FALSE(is_one(half, half, exact));
  EXPECT_FALSE(is_one(half, half, half.transpose()));
}

}  // namespace
}  // namespace keratin
