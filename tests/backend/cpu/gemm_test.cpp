#include "keratin/backend/cpu/gemm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "keratin/backend/cpu/bfloat16_gemm.h"
#include "tests/support/plain_product.h"

namespace keratin::cpu {
namespace {

using testing::kUnwritten;
using testing::PlainMatrix;
using testing::random_matrix;

/// A matrix in memory with a gap behind each row, as it is or transposed.
class Matrix {
 public:
  Matrix(const PlainMatrix& x, bool is_transposed)
      : step_((is_transposed ? x.rows : x.columns) + 3), is_transposed_(is_transposed) {
    const PlainMatrix lying = is_transposed ? testing::transposed(x) : x;
    data_.assign(static_cast<size_t>(lying.rows * step_), std::nanf(""));
    for (int64_t i = 0; i < lying.rows; ++i) {
      std::copy_n(lying.data.data() + i * lying.columns, lying.columns, data_.data() + i * step_);
    }
  }
  Factor factor() const { return {data_.data(), step_, is_transposed_}; }

 private:
  int64_t step_;
  bool is_transposed_;
  std::vector<float> data_;
};

void multiply(const Matrix& a, const Matrix& b, float* y, int64_t step, int64_t m, int64_t n,
              int64_t k, bool is_packed) {
  if (!is_packed) return gemm(a.factor(), b.factor(), y, step, m, n, k);
  std::vector<float> room(static_cast<size_t>(packed_size(k, n) + 16));
  float* packed = room.data();
  while (reinterpret_cast<uintptr_t>(packed) % 64 != 0) ++packed;
  pack_factor(b.factor(), k, n, packed);
  gemm_packed(a.factor(), packed, y, step, m, n, k);
}

void expect_products(int64_t m, int64_t n, int64_t k) {
  const PlainMatrix a = random_matrix(m, k, 1), b = random_matrix(k, n, 2);
  const std::vector<double> sums = testing::plain_product(a, b);
  const int64_t step = n + 5;
  for (const bool is_a_transposed : {false, true}) {
    for (const bool is_b_transposed : {false, true}) {
      const Matrix left(a, is_a_transposed), right(b, is_b_transposed);
      for (const bool is_packed : {false, true}) {
        std::vector<float> y(static_cast<size_t>(m * step), kUnwritten);
        multiply(left, right, y.data(), step, m, n, k, is_packed);
        const double error = testing::largest_error(y, step, sums, n);
        EXPECT_LT(error, 1e-6 * static_cast<double>(k) + 1e-6)
            << m << " x " << n << " x " << k << (is_a_transposed ? ", a transposed" : "")
            << (is_b_transposed ? ", b transposed" : "") << (is_packed ? ", packed" : "");
        EXPECT_GE(error, 0) << "written behind a row";
      }
    }
  }
}

TEST(PlainProduct, IsWhatKernelsAreHeldAgainst) {
  const PlainMatrix a{2, 2, {1, 2, 3, 4}}, b{2, 1, {5, 6}};
  const std::vector<double> sums = testing::plain_product(a, b);
  EXPECT_EQ(sums, (std::vector<double>{17, 39}));
  EXPECT_EQ(testing::largest_error({17, 7, 39, 7}, 2, sums, 1), 0);
  EXPECT_EQ(testing::largest_error({16, 7, 42, 7}, 2, sums, 1), 3);
  EXPECT_EQ(testing::largest_error({17, 8, 39, 7}, 2, sums, 1), -1);
  EXPECT_TRUE(std::isnan(testing::largest_error({std::nanf(""), 7, 42, 7}, 2, sums, 1)));
}

TEST(Gemm, EqualsThePlainSumsForOddShapes) {
  for (const int64_t m : {1, 2, 3, 4, 5, 8, 11, 12, 13, 25, 31, 128}) {
    for (const int64_t n : {1, 7, 15, 16, 17, 31, 33, 127, 128}) {
      for (const int64_t k : {1, 2, 17, 255, 256, 257, 784}) {
        if (m * n * k <= 2000000) expect_products(m, n, k);
      }
    }
  }
}

/// Every row is announced once before it is done, and shown once when it is whole.
template <class Product>
void expect_watched(int64_t m, int64_t n, int64_t k, Product product) {
  std::vector<float> y(static_cast<size_t>(m * n)), copy(y.size());
  std::vector<int> announced(static_cast<size_t>(m)), shown(static_cast<size_t>(m));
  const auto before = [&](int64_t row, int64_t rows) {
    for (int64_t i = row; i < row + rows; ++i) {
      ++announced[static_cast<size_t>(i)];
      EXPECT_EQ(shown[static_cast<size_t>(i)], 0);
    }
  };
  const auto after = [&](int64_t row, int64_t rows) {
    for (int64_t i = row; i < row + rows; ++i) ++shown[static_cast<size_t>(i)];
    std::copy_n(y.data() + row * n, rows * n, copy.data() + row * n);
  };
  const RowWatch watch{before, after};
  product(y.data(), &watch);
  EXPECT_EQ(announced, std::vector<int>(announced.size(), 1)) << m << " " << n << " " << k;
  EXPECT_EQ(shown, announced);
  EXPECT_EQ(copy, y) << "a row was shown before its sums were whole";
}

TEST(Gemm, ShowsRowsToAWatchWhenTheyAreWhole) {
  for (const int64_t m : {1, 3, 8, 12, 17, 128}) {
    for (const int64_t k : {5, 256, 600}) {
      const Matrix a(random_matrix(m, k, 1), true), b(random_matrix(k, 40, 2), false);
      expect_watched(m, 40, k, [&](float* y, const RowWatch* watch) {
        gemm(a.factor(), b.factor(), y, 40, m, 40, k, false, watch);
      });
      const Factor f = a.factor(), g = b.factor();
      for (const auto way : {bfloat16_gemm, widened_gemm}) {
        expect_watched(m, 40, k, [&](float* y, const RowWatch* watch) {
          way({f.data, f.step, true, false}, {g.data, g.step, false, false}, y, 40, m, 40, k,
              watch);
        });
      }
    }
  }
}

TEST(Gemm, CarriesInfinityAndNan) {
  const float infinity = std::numeric_limits<float>::infinity();
  const float a[] = {1, infinity, std::nanf(""), 1}, b[] = {1, 1};
  float y[2] = {};
  gemm({a, 2, false}, {b, 1, false}, y, 1, 2, 1, 2);
  EXPECT_EQ(y[0], infinity);
  EXPECT_TRUE(std::isnan(y[1]));
}

}  // namespace
}  // namespace keratin::cpu
