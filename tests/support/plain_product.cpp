#include "tests/support/plain_product.h"

#include <cmath>

#include "keratin/base/random.h"

namespace keratin::testing {
namespace {

/// Not looked at by the sanitizers, under which the millions of sums of a test would take minutes.
__attribute__((no_sanitize("address", "undefined", "thread"))) void add_products(
    double* sums, const float* a, const float* b, int64_t rows, int64_t columns, int64_t depth) {
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t l = 0; l < depth; ++l) {
      const double factor = a[i * depth + l];
      for (int64_t j = 0; j < columns; ++j) sums[i * columns + j] += factor * b[l * columns + j];
    }
  }
}

}  // namespace

PlainMatrix random_matrix(int64_t rows, int64_t columns, uint64_t seed) {
  RandomSequence random({.seed = seed});
  PlainMatrix x{rows, columns, std::vector<float>(static_cast<size_t>(rows * columns))};
  for (float& value : x.data) value = static_cast<float>(random.next_uniform() - 0.5);
  return x;
}

PlainMatrix transposed(const PlainMatrix& x) {
  PlainMatrix result{x.columns, x.rows, std::vector<float>(x.data.size())};
  for (int64_t i = 0; i < x.rows; ++i) {
    for (int64_t j = 0; j < x.columns; ++j) result.at(j, i) = x.at(i, j);
  }
  return result;
}

std::vector<double> plain_product(const PlainMatrix& a, const PlainMatrix& b) {
  std::vector<double> sums(static_cast<size_t>(a.rows * b.columns));
  add_products(sums.data(), a.data.data(), b.data.data(), a.rows, b.columns, a.columns);
  return sums;
}

double largest_error(const std::vector<float>& y, int64_t step, const std::vector<double>& sums,
                     int64_t columns) {
  double largest = 0;
  for (size_t i = 0; i < y.size(); ++i) {
    const auto row = static_cast<int64_t>(i) / step, column = static_cast<int64_t>(i) % step;
    if (column >= columns) {
      if (y[i] != kUnwritten) return -1;
      continue;
    }
    const double error = std::abs(sums[static_cast<size_t>(row * columns + column)] - double{y[i]});
    if (error > largest || std::isnan(error)) largest = error;
  }
  return largest;
}

}  // namespace keratin::testing
