// Linear algebra, Fourier transforms, special functions, whole numbers and search.
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/decompositions.h"
#include "keratin/ops/fourier.h"
#include "keratin/ops/linear_algebra.h"
#include "keratin/ops/linear_algebra_internal.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/search.h"
#include "keratin/ops/special_functions.h"
#include "keratin/ops/special_internal.h"
#include "keratin/ops/unique.h"
#include "keratin/ops/whole_numbers.h"
#include "keratin/tensor/creation.h"
#include "tests/support/op_case_table.h"

namespace keratin::testing {
namespace {

using Table = OpCaseTable;

/// Symmetric, with eigenvalues above 1.
Tensor definite() {
  const Tensor x = positive({2, 3, 3});
  return ops::matmul(x, ops::swapaxes(x, 1, 2)) + eye(3);
}

void add_decompositions(Table& table) {
  table.add("cholesky", {definite()}, [](const Inputs& in) {
    return Outputs{ops::cholesky(in[0]), ops::cholesky(in[0], true)};
  });
  table.add("lu_factor", {positive({2, 3, 4})}, [](const Inputs& in) {
    const auto [lu, pivots] = ops::lu_factor(in[0]);
    return Outputs{lu, pivots};
  });
  table.add("qr", {positive({2, 4, 3})}, [](const Inputs& in) {
    const auto [q, r] = ops::qr(in[0]);
    const auto [whole_q, whole_r] = ops::qr(in[0], "complete");
    return Outputs{q, r, whole_q, whole_r};
  });
  table.add("svd", {positive({2, 3, 4})}, [](const Inputs& in) {
    const auto [u, s, vh] = ops::svd(in[0], {.full_matrices = false});
    return Outputs{u, s, vh, ops::svd(in[0], {.compute_uv = false}).s};
  });
  table.add("eigh", {definite()}, [](const Inputs& in) {
    const auto [w, v] = ops::eigh(in[0]);
    return Outputs{w, v};
  });
  table.add("lu_of", {positive({2, 3, 3})}, [](const Inputs& in) {
    const auto [lu, pivots, order] = ops::lu_of(in[0]);
    return Outputs{lu, pivots, order};
  });
  table.add("svd_of", {positive({2, 3, 4})}, [](const Inputs& in) {
    const auto [u, s, vh] = ops::svd_of(in[0], true, true);
    return Outputs{u, s, vh};
  });
  table.add("matrices", {definite(), whole({2, 2}, 5)}, [](const Inputs& in) {
    return Outputs{ops::as_matrices("test", in[0]),   ops::as_square_matrices("test", in[1]),
                   ops::transposed_matrix(in[0]),     ops::symmetric_part(in[0]),
                   ops::columns_between(in[0], 0, 2), ops::rows_between(in[0], 1, 3),
                   ops::identity_beside(in[0], 2)};
  });
}

void add_linear_algebra(Table& table) {
  const Inputs system = {definite(), positive({3, 2}, 2)};
  table.add("solve", system, [](const Inputs& in) { return ops::solve(in[0], in[1]); });
  table.add("solve of a vector", {definite(), positive({3}, 2)},
            [](const Inputs& in) { return ops::solve(in[0], in[1]); });
  table.add("solve_triangular", system, [](const Inputs& in) {
    return Outputs{ops::solve_triangular(in[0], in[1]), ops::solve_triangular(in[0], in[1], true)};
  });
  table.add("solution_by", system,
            [](const Inputs& in) { return ops::solution_by(ops::lu_of(in[0]), in[1]); });
  table.add("transposed_solution_by", system,
            [](const Inputs& in) { return ops::transposed_solution_by(ops::lu_of(in[0]), in[1]); });
  table.add("triangle_solution", system,
            [](const Inputs& in) { return ops::triangle_solution(in[0], in[1], {}); });
  table.add("inv", {definite()}, [](const Inputs& in) { return ops::inv(in[0]); });
  table.add("cholesky_inverse", {definite()}, [](const Inputs& in) {
    return Outputs{ops::cholesky_inverse(in[0]), ops::cholesky_inverse(in[0], true)};
  });
  table.add("det", {definite()}, [](const Inputs& in) { return ops::det(in[0]); });
  table.add("slogdet", {definite()}, [](const Inputs& in) {
    const auto [sign, logabsdet] = ops::slogdet(in[0]);
    return Outputs{sign, logabsdet};
  });
  table.add("logdet", {definite()}, [](const Inputs& in) { return ops::logdet(in[0]); });
  table.add("pinv", {positive({2, 3, 4})}, [](const Inputs& in) { return ops::pinv(in[0]); });
  table.add("lstsq", {positive({4, 3}), positive({4, 2}, 2)},
            [](const Inputs& in) { return ops::lstsq(in[0], in[1]); });
  table.add("matrix_rank", {positive({2, 3, 4})}, [](const Inputs& in) {
    return Outputs{ops::matrix_rank(in[0]), ops::matrix_rank(in[0], 0.5)};
  });
}

void add_fourier(Table& table) {
  const Inputs both = {positive({2, 3, 5}), positive({2, 3, 5}, 2)};
  const auto listed = [](const ops::Complex& y) { return Outputs{y.real, y.imag}; };
  table.add("fft", both, [listed](const Inputs& in) { return listed(ops::fft({in[0], in[1]})); });
  table.add("fft2", both, [listed](const Inputs& in) { return listed(ops::fft2({in[0], in[1]})); });
  table.add("ifft2", both, [listed](const Inputs& in) {
    return listed(ops::ifft2({in[0], in[1]}));
  });
  table.add("rfft", {positive({2, 5})},
            [listed](const Inputs& in) { return listed(ops::rfft(in[0], 8)); });
  table.add("irfft", both, [](const Inputs& in) {
    return Outputs{ops::irfft({in[0], in[1]}), ops::irfft({in[0], in[1]}, 5)};
  });
  table.add("extract_sequences", {positive({2, 9})},
            [](const Inputs& in) { return ops::extract_sequences(in[0], 4, 2); });
  table.add("stft", {positive({2, 9})},
            [listed](const Inputs& in) { return listed(ops::stft(in[0], 3, 2, 4)); });
  table.add("istft", both, [](const Inputs& in) {
    return ops::istft({in[0], in[1]}, 6, 3, 8, {.length = 9});
  });
}

#define KERATIN_ADD_WHOLE(name)                                                            \
  table.add(#name, {whole({2, 3}, 9), whole({3}, 5, int8)}, [](const Inputs& in) {         \
    return Outputs{ops::name(in[0], in[1]), ops::name(in[1], 3), ops::name(in[0], in[0])}; \
  });

void add_whole_numbers(Table& table) {
  KERATIN_ADD_WHOLE(bitwise_and)
  KERATIN_ADD_WHOLE(bitwise_or)
  KERATIN_ADD_WHOLE(bitwise_xor)
  KERATIN_ADD_WHOLE(left_shift)
  KERATIN_ADD_WHOLE(right_shift)
  KERATIN_ADD_WHOLE(bitwise_left_shift)
  KERATIN_ADD_WHOLE(bitwise_right_shift)
  KERATIN_ADD_WHOLE(gcd)
  KERATIN_ADD_WHOLE(lcm)
  table.add("bitwise_not", {whole({2, 3}, 9), whole({3}, 2, bool_)}, [](const Inputs& in) {
    return Outputs{ops::bitwise_not(in[0]), ops::bitwise_not(in[1])};
  });
  table.add("bitwise_invert", {whole({2, 3}, 9)},
            [](const Inputs& in) { return ops::bitwise_invert(in[0]); });
  table.add("special_of_two", {whole({2, 3}, 9), whole({3}, 9)}, [](const Inputs& in) {
    return ops::special_of_two(SpecialOfTwo::fmod, "test", in[0], in[1]);
  });
}
#undef KERATIN_ADD_WHOLE

void add_search(Table& table) {
  table.add("searchsorted", {positive({5}), positive({2, 3}, 2)}, [](const Inputs& in) {
    const Tensor sorted = ops::sort(in[0]);
    return Outputs{ops::searchsorted(sorted, in[1]), ops::searchsorted(sorted, in[1], "right")};
  });
  table.add("digitize", {positive({2, 3}), positive({4}, 2)},
            [](const Inputs& in) { return ops::digitize(in[0], ops::sort(in[1])); });
  table.add("histogram", {positive({2, 3})}, [](const Inputs& in) {
    const auto [counts, edges] = ops::histogram(in[0], {.bins = 4});
    return Outputs{counts, edges, ops::histogram(in[0], {.bins = 2, .range = {{0, 1}}}).counts};
  });
  table.add(
      "bincount", {whole({5}, 4)}, [](const Inputs& in) { return ops::bincount(in[0]); }, true);
  table.add(
      "unique", {whole({5}, 3)},
      [](const Inputs& in) {
        const ops::Unique y = ops::unique(
            in[0], {.return_index = true, .return_inverse = true, .return_counts = true});
        return Outputs{y.values, y.index, y.inverse, y.counts};
      },
      true);
  table.add("unravel_index", {whole({2, 3}, 12)}, [](const Inputs& in) {
    return ops::unravel_index(in[0], {3, 4});
  });
  table.add("view", {whole({2, 4}, 9)}, [](const Inputs& in) {
    return Outputs{ops::view(in[0], float32), ops::view(in[0], int8), ops::view(in[0], int64)};
  });
}

#define KERATIN_ADD_OF_TWO(name)                         \
  table.add(#name, {positive({2, 3}), positive({3}, 2)}, \
            [](const Inputs& in) { return ops::name(in[0], in[1]); });
#define KERATIN_ADD_OF_ONE(name) \
  table.add(#name, {positive({2, 3})}, [](const Inputs& in) { return ops::name(in[0]); });

void add_special_functions(Table& table) {
  KERATIN_ADD_OF_TWO(fmod)
  KERATIN_ADD_OF_TWO(nextafter)
  table.add("ldexp", {positive({2, 3}), whole({3}, 4)}, [](const Inputs& in) {
    return Outputs{ops::ldexp(in[0], in[1]), ops::ldexp(in[0], 3)};
  });
  KERATIN_ADD_OF_ONE(cbrt)
  KERATIN_ADD_OF_ONE(erfc)
  KERATIN_ADD_OF_ONE(erfinv)
  KERATIN_ADD_OF_ONE(i0)
  KERATIN_ADD_OF_ONE(bessel_i1)
  KERATIN_ADD_OF_ONE(sinc)
  KERATIN_ADD_OF_ONE(signbit)
}
#undef KERATIN_ADD_OF_TWO
#undef KERATIN_ADD_OF_ONE

}  // namespace

void add_linear_algebra_cases(Table& table) {
  add_decompositions(table);
  add_linear_algebra(table);
  add_fourier(table);
}

void add_special_cases(Table& table) {
  add_special_functions(table);
  add_whole_numbers(table);
  add_search(table);
}

}  // namespace keratin::testing
