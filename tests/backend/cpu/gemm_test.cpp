#include "keratin/backend/cpu/gemm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "keratin/backend/cpu/bfloat16_gemm.h"
#include "keratin/base/random.h"

namespace keratin::cpu {
namespace {

/// A rows x columns matrix in memory with a gap behind each row, as it is or transposed.
class Matrix {
 public:
  Matrix(int64_t rows, int64_t columns, bool is_transposed, uint64_t seed)
      : step_((is_transposed ? rows : columns) + 3), is_transposed_(is_transposed) {
    RandomSequence random({.seed = seed});
    data_.resize(static_cast<size_t>((is_transposed ? columns : rows) * step_));
    for (float& value : data_) value = static_cast<float>(random.next_uniform() - 0.5);
  }
  double at(int64_t i, int64_t j) const {
    return data_[static_cast<size_t>(is_transposed_ ? j * step_ + i : i * step_ + j)];
  }
  Factor factor() const { return {data_.data(), step_, is_transposed_}; }

 private:
  int64_t step_;
  bool is_transposed_;
  std::vector<float> data_;
};

void expect_product(int64_t m, int64_t n, int64_t k, bool is_a_transposed, bool is_b_transposed,
                    bool is_packed) {
  const Matrix a(m, k, is_a_transposed, 1), b(k, n, is_b_transposed, 2);
  const int64_t step = n + 5;
  std::vector<float> y(static_cast<size_t>(m * step), 7.0F);
  if (is_packed) {
    std::vector<float> room(static_cast<size_t>(packed_size(k, n) + 16));
    float* packed = room.data();
    while (reinterpret_cast<uintptr_t>(packed) % 64 != 0) ++packed;
    pack_factor(b.factor(), k, n, packed);
    gemm_packed(a.factor(), packed, y.data(), step, m, n, k);
  } else {
    gemm(a.factor(), b.factor(), y.data(), step, m, n, k);
  }
  double largest = 0;
  for (int64_t i = 0; i < m; ++i) {
    for (int64_t j = 0; j < n; ++j) {
      double sum = 0;
      for (int64_t l = 0; l < k; ++l) sum += a.at(i, l) * b.at(l, j);
      largest = std::max(largest, std::abs(sum - y[static_cast<size_t>(i * step + j)]));
    }
    for (int64_t j = n; j < step; ++j) {
      ASSERT_EQ(y[static_cast<size_t>(i * step + j)], 7.0F) << "written behind row " << i;
    }
  }
  EXPECT_LT(largest, 1e-6 * static_cast<double>(k) + 1e-6)
      << m << " x " << n << " x " << k << (is_a_transposed ? ", a transposed" : "")
      << (is_b_transposed ? ", b transposed" : "");
}

TEST(Gemm, EqualsThePlainSumsForOddShapes) {
  for (const int64_t m : {1, 2, 3, 4, 5, 8, 11, 12, 13, 25, 31, 128}) {
    for (const int64_t n : {1, 7, 15, 16, 17, 31, 33, 127, 128}) {
      for (const int64_t k : {1, 2, 17, 255, 256, 257, 784}) {
        if (m * n * k > 2000000) continue;
        for (const bool is_a_transposed : {false, true}) {
          for (const bool is_b_transposed : {false, true}) {
            expect_product(m, n, k, is_a_transposed, is_b_transposed, false);
            expect_product(m, n, k, is_a_transposed, is_b_transposed, true);
          }
        }
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
      const Matrix a(m, k, true, 1), b(k, 40, false, 2);
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
