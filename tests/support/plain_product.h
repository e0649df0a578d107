// Products of matrices as plain sums in double precision: what their kernels are held against.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace keratin::testing {

/// A matrix row by row, without gaps.
struct PlainMatrix {
  int64_t rows = 0, columns = 0;
  std::vector<float> data = {};

  float& at(int64_t i, int64_t j) { return data[static_cast<size_t>(i * columns + j)]; }
  float at(int64_t i, int64_t j) const { return data[static_cast<size_t>(i * columns + j)]; }
};

/// Numbers from -0.5 to 0.5.
PlainMatrix random_matrix(int64_t rows, int64_t columns, uint64_t seed);
PlainMatrix transposed(const PlainMatrix& x);

/// The sums over l of a(i, l) * b(l, j), row by row.
std::vector<double> plain_product(const PlainMatrix& a, const PlainMatrix& b);

/// What stands in a result, and behind its rows, before a kernel writes it.
constexpr float kUnwritten = 7;
/// The largest difference of y, whose rows of `columns` numbers are `step` apart, from the sums;
/// NaN where y has one, -1 when a gap behind a row was written to.
double largest_error(const std::vector<float>& y, int64_t step, const std::vector<double>& sums,
                     int64_t columns);

}  // namespace keratin::testing
