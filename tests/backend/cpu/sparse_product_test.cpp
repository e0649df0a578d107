#include "keratin/backend/cpu/sparse_product.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "keratin/backend/backend.h"
#include "keratin/base/random.h"
#include "keratin/base/thread_pool.h"
#include "keratin/ops/matmul.h"
#include "keratin/tensor/creation.h"
#include "tests/support/plain_product.h"

namespace keratin::cpu {
namespace {

using testing::kUnwritten;
using testing::plain_product;
using testing::PlainMatrix;

PlainMatrix sparse_matrix(int64_t rows, int64_t columns, int percent, uint64_t seed) {
  RandomSequence random({.seed = seed});
  PlainMatrix x{rows, columns, std::vector<float>(static_cast<size_t>(rows * columns))};
  for (float& value : x.data) {
    const double number = random.next_uniform() - 0.5;
    if (random.next_below(100) < static_cast<uint64_t>(percent)) value = static_cast<float>(number);
  }
  return x;
}

/// rows x columns numbers with a gap behind each row; so many of a hundred are not zero.
struct Matrix {
  Matrix(int64_t rows, int64_t columns, int percent, uint64_t seed)
      : plain(sparse_matrix(rows, columns, percent, seed)),
        step(columns + 3),
        data(static_cast<size_t>(rows * step), 1),
        view{nullptr, step, rows, columns} {
    for (int64_t i = 0; i < rows; ++i) {
      std::copy_n(plain.data.data() + i * columns, columns, data.data() + i * step);
    }
    view.data = data.data();
  }

  PlainMatrix plain;
  int64_t step;
  std::vector<float> data;
  Rows view;
};

const auto ignore = [](float*, int64_t, int64_t, int64_t) {};

void expect_products(int64_t m, int64_t k, int64_t n, int percent) {
  const Matrix x(m, k, percent, 1), w(k, n, 100, 2), d(m, n, 100, 3);
  const int64_t step = n + 2;
  std::vector<float> y(static_cast<size_t>(m * step), kUnwritten);
  sparse_product(x.view, w.view, y.data(), step, ignore);
  const double error = testing::largest_error(y, step, plain_product(x.plain, w.plain), n);
  EXPECT_LT(error, 1e-4) << m << " x " << n << " x " << k << ", " << percent << " %";
  EXPECT_GE(error, 0) << "written behind a row";

  std::vector<float> z(static_cast<size_t>(k * step), kUnwritten);
  sparse_transposed_product(x.view, d.view, z.data(), step);
  const std::vector<double> sums = plain_product(testing::transposed(x.plain), d.plain);
  const double other = testing::largest_error(z, step, sums, n);
  EXPECT_LT(other, 1e-4) << "transposed, " << m << " x " << n << " x " << k;
  EXPECT_GE(other, 0) << "written behind a row";
}

TEST(SparseProduct, EqualsThePlainSumsForOddShapes) {
  for (const int64_t m : {1, 17, 128, 300}) {
    for (const int64_t k : {1, 15, 33, 784}) {
      for (const int64_t n : {1, 16, 37, 128, 131, 300}) {
        for (const int percent : {0, 20, 100}) expect_products(m, k, n, percent);
      }
    }
  }
}

TEST(SparseProduct, ShowsEveryPartOfTheResultOnce) {
  const Matrix x(40, 50, 10, 1), w(50, 300, 100, 2);
  std::vector<float> y(40 * 300);
  const int before = config::num_threads();
  config::set_num_threads(1);
  sparse_product(x.view, w.view, y.data(), 300,
                 [](float* tile, int64_t column, int64_t rows, int64_t columns) {
                   for (int64_t i = 0; i < rows; ++i) {
                     std::fill_n(tile + i * 300, columns, static_cast<float>(column));
                   }
                 });
  config::set_num_threads(before);
  for (const size_t j : {0u, 63u, 64u, 299u}) {
    EXPECT_EQ(y[7 * 300 + j], static_cast<float>(j / 64 * 64));
  }
}

TEST(IsMostlyZero, LooksForLessThanThreeTenths) {
  EXPECT_TRUE(is_mostly_zero(Matrix(200, 333, 20, 1).view));
  EXPECT_FALSE(is_mostly_zero(Matrix(200, 333, 50, 1).view));
  EXPECT_FALSE(is_mostly_zero(Matrix(3, 5, 100, 1).view));
}

TEST(NonZeros, CountsWhatItLists) {
  const Matrix x(131, 333, 20, 1);
  std::vector<char> memory(NonZeros::bytes_for(131, 333));
  NonZeros lists(memory.data(), 131, 333);
  for (int64_t i = 0; i < 131; ++i) lists.list_row(i, x.view.data + i * x.step);
  const std::vector<float>& all = x.plain.data;
  EXPECT_EQ(lists.count(), std::count_if(all.begin(), all.end(), [](float v) { return v != 0; }));
}

TEST(SparseProduct, MultipliesTheZerosOfATileThatIsNotFinite) {
  for (const float bad : {std::numeric_limits<float>::infinity(), std::nanf("")}) {
    const Matrix x(9, 200, 10, 1);
    Matrix w(200, 130, 100, 2), d(9, 130, 100, 3);
    const auto place = static_cast<size_t>(150 * w.step + 70);
    w.data[place] = bad;
    d.data[static_cast<size_t>(4 * d.step + 70)] = bad;
    std::vector<float> y(9 * 130), z(200 * 130);
    sparse_product(x.view, w.view, y.data(), 130, ignore);
    sparse_transposed_product(x.view, d.view, z.data(), 130);
    for (size_t i = 0; i < 9; ++i) EXPECT_FALSE(std::isfinite(y[i * 130 + 70])) << i;
    for (size_t i = 0; i < 200; ++i) EXPECT_FALSE(std::isfinite(z[i * 130 + 70])) << i;
    for (size_t i = 0; i < 9; ++i) EXPECT_TRUE(std::isfinite(y[i * 130 + 3])) << i;
    for (size_t i = 0; i < 200; ++i) EXPECT_TRUE(std::isfinite(z[i * 130 + 129])) << i;
  }
}

TEST(Skipping, KeepsTheNanOfZeroTimesInfinity) {
  const Tensor x = zeros({64, 512});
  Tensor w = ones({512, 128});
  w.set({3, 5}, std::numeric_limits<double>::infinity());
  const Tensor y = ops::matmul(x, w);
  EXPECT_TRUE(std::isnan(y[{0, 5}].item()));
  EXPECT_EQ((y[{0, 4}].item()), 0);
}

TEST(Skipping, GivesWhatTheReferenceGives) {
  const Matrix sparse(64, 512, 15, 4);
  const Tensor x = tensor(std::vector<float>(sparse.data.begin(), sparse.data.end()),
                          {64, sparse.step})[{slice(), slice(0, 512)}];
  const Matrix dense(512, 129, 100, 5);
  const Tensor w = tensor(std::vector<float>(dense.data.begin(), dense.data.end()),
                          {512, dense.step})[{slice(), slice(0, 129)}];
  const Tensor y = ops::matmul(x, w);
  Tensor expected({64, 129}, float32);
  reference_backend().run(MatmulCall{.a = x.view(), .b = w.view(), .y = expected.view()});
  const auto ours = y.to_vector<float>(), theirs = expected.to_vector<float>();
  for (size_t i = 0; i < ours.size(); ++i) ASSERT_NEAR(ours[i], theirs[i], 2e-5) << i;
}

}  // namespace
}  // namespace keratin::cpu
