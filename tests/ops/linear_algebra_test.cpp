// Solutions, inverses and determinants against NumPy's numbers, and their gradients.
#include "keratin/ops/linear_algebra.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/autodiff/gradient_check.h"
#include "keratin/keratin.h"
#include "keratin/ops/linear_algebra_internal.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using Inputs = std::vector<Tensor>;
using ops::transposed_matrix;
using testing::error_text, testing::expect_near, testing::Golden;

const Golden& golden() {
  static const Golden numbers("linear_algebra");
  return numbers;
}

constexpr double kNear = 1e-11;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

void expect_slopes(const std::string& what, FunctionRef<Tensor(const Inputs&)> f,
                   const Inputs& inputs) {
  const GradientCheck check = check_gradients(f, inputs);
  EXPECT_LT(check.largest_error, 3e-7) << what << ": " << check.to_string();
}

TEST(LinearAlgebra, SolvesAsNumPyDoes) {
  const Tensor &a = golden()["square"], &b = golden()["b"];
  expect_near(ops::solve(a, b), golden()["square.solve"], kNear, "one b for all");
  const Tensor column = ops::columns_between(b, 0, 1);
  expect_near(ops::solve(a, ops::squeeze(column, 1)), golden()["square.solve_vector"], kNear,
              "a vector");
  expect_near(ops::solve(a[0], b), golden()["square.solve"][0], kNear, "one matrix");
  expect_near(ops::solve(expand_dims(a[0], 0), ops::broadcast_to(b, {3, 4, 2})),
              ops::broadcast_to(golden()["square.solve"][0], {3, 4, 2}), kNear, "one a for all");
  expect_near(ops::linalg::solve(a.astype(float32), b.astype(float32)), golden()["square.solve"],
              1e-4, "float32");
}

TEST(LinearAlgebra, SolvesTrianglesAsNumPyDoes) {
  const Tensor &a = golden()["square"], &b = golden()["b"];
  expect_near(ops::solve_triangular(a, b, true), golden()["square.solve_lower"], kNear, "lower");
  expect_near(ops::solve_triangular(a, b), golden()["square.solve_upper"], kNear, "upper");
  // A stack of vectors; where b could be a matrix too, a's leading axes decide, as in Keras.
  const Tensor vectors = transposed_matrix(ops::tile(ops::columns_between(b, 0, 1), {1, 3}));
  expect_near(ops::solve_triangular(a, vectors, true),
              ops::squeeze(ops::columns_between(golden()["square.solve_lower"], 0, 1), -1), kNear,
              "vectors");
  const Tensor wide = random::normal({5, 300}, {.seed = 1});
  const Tensor triangle = ops::tril(random::uniform({5, 5}, {.minval = 1, .seed = 2}));
  expect_near(matmul(triangle, ops::solve_triangular(triangle, wide, true)), wide, 1e-4, "panels");
}

TEST(LinearAlgebra, InvertsAsNumPyDoes) {
  expect_near(ops::inv(golden()["square"]), golden()["square.inv"], kNear, "inv");
  const Tensor factor = ops::cholesky(golden()["positive"]);
  expect_near(ops::cholesky_inverse(factor), golden()["positive.inv"], kNear, "lower");
  const Tensor x = tensor({{4.0, 1.0}, {2.0, 3.0}});  // Keras's numbers
  expect_near(ops::cholesky_inverse(x),
              tensor({{0.09027778, -0.05555556}, {-0.05555556, 0.1111111}}), 1e-6, "lower");
  expect_near(ops::cholesky_inverse(x, true),
              tensor({{0.06944445, -0.02777778}, {-0.02777778, 0.1111111}}), 1e-6, "upper");
}

TEST(LinearAlgebra, DeterminantsAreNumPys) {
  expect_near(ops::det(golden()["square"]), golden()["square.det"], kNear, "det");
  const auto [sign, logabsdet] = ops::slogdet(golden()["square"]);
  expect_near(sign, golden()["square.sign"], 0, "sign");
  expect_near(logabsdet, golden()["square.logabsdet"], kNear, "logabsdet");
  expect_near(ops::logdet(golden()["square"]), logabsdet, 0, "logdet");
  EXPECT_EQ(ops::det(zeros({0, 0})).item<double>(), 1);
  EXPECT_EQ(ops::det(zeros({2, 0, 0})).shape(), (Shape{2}));
  EXPECT_EQ(ops::slogdet(zeros({0, 0})).logabsdet.item<double>(), 0);
  EXPECT_EQ(ops::det(tensor({{3}})).item<double>(), 3);
}

TEST(LinearAlgebra, OfSingularMatricesIsKeras) {
  const Tensor zero = zeros({2, 2}), x = tensor({{1.0, 2.0}, {2.0, 4.0}});
  const double nan = std::nan("");
  expect_near(ops::inv(zero), tensor({{nan, nan}, {nan, kInfinity}}), 0, "inverse of zeros");
  expect_near(ops::inv(x), tensor({{-kInfinity, kInfinity}, {kInfinity, -kInfinity}}), 0,
              "inverse");
  expect_near(ops::solve(zero, tensor({{4.0, 1.0}, {2.0, 3.0}})),
              tensor({{nan, nan}, {kInfinity, kInfinity}}), 0, "solution");
  EXPECT_EQ(ops::det(x).item<double>(), 0);
  EXPECT_EQ(ops::slogdet(x).sign.item<double>(), 0);
  EXPECT_EQ(ops::logdet(x).item<double>(), -kInfinity);
  expect_near(ops::pinv(x), tensor({{0.04, 0.08}, {0.08, 0.16}}), 1e-6, "pinv");
  expect_near(ops::pinv(zero), zero, 0, "pinv of zeros");
  expect_near(ops::lstsq(x, tensor({1.0, 1.0}), -1), tensor({0.12, 0.24}), 1e-6, "lstsq");
  expect_near(ops::lstsq(tensor({{2.0, 0.0}, {0.0, 3.0}}), tensor({1.0, 1.0}), 0.9),
              tensor({0.0, 1.0 / 3}), 1e-6, "rcond");
}

TEST(LinearAlgebra, SingularValuesDecide) {
  for (const std::string name : {"square", "tall", "wide", "low"}) {
    expect_near(ops::pinv(golden()[name]), golden()[name + ".pinv"], 1e-10, name);
    const Tensor rank = ops::matrix_rank(golden()[name]);
    EXPECT_EQ(rank.dtype(), int32);
    expect_near(rank, golden()[name + ".rank"], 0, name);
  }
  for (const std::string name : {"tall", "wide", "low"}) {
    const Tensor a = golden()[name][0];
    const Tensor b = (arange(2 * a.len()) - 1).reshape({a.len(), 2});
    expect_near(ops::lstsq(a, b), golden()[name + ".lstsq"], 1e-10, name);
    EXPECT_EQ(ops::lstsq(a, b[{slice(), 0}]).shape(), (Shape{a.shape()[1]}));
  }
  EXPECT_EQ(ops::matrix_rank(golden()["square"], 100).to_vector<int>(),
            (std::vector<int>{0, 0, 0}));
  EXPECT_EQ(ops::pinv(zeros({0, 3})).shape(), (Shape{3, 0}));
  EXPECT_EQ(ops::lstsq(zeros({0, 3}), zeros({0, 2})).to_vector<int>(), std::vector<int>(6));
  EXPECT_EQ(ops::pinv(golden()["tall"], 10).to_vector<int>(), std::vector<int>(30));
}

TEST(LinearAlgebra, GradientsOfSolutions) {
  const Tensor &a = golden()["square"], &b = golden()["b"];
  const auto solve = [](const Inputs& in) { return ops::solve(in[0], in[1]); };
  expect_slopes("solve", solve, {a, b});
  expect_slopes("solve, one a", solve, {a[0], b});
  expect_slopes("solve, stretched", solve,
                {expand_dims(a[0], 0), ops::broadcast_to(b, {2, 4, 2}).copy()});
  expect_slopes("solve, vector", solve, {a, b[{slice(), 0}].copy()});
  for (const bool lower : {true, false}) {
    const auto f = [&](const Inputs& in) { return ops::solve_triangular(in[0], in[1], lower); };
    const Tensor strong = a + eye(4, -1, 0, float64) * 3;
    expect_slopes("solve_triangular", f, {strong, b});
    expect_slopes("solve_triangular, vector", f, {strong[0], b[{slice(), 1}].copy()});
    expect_slopes("cholesky_inverse",
                  [&](const Inputs& in) { return ops::cholesky_inverse(in[0], lower); }, {strong});
  }
  expect_slopes("inv", [](const Inputs& in) { return ops::inv(in[0]); }, {a});
}

TEST(LinearAlgebra, GradientsOfDeterminantsAndPseudoinverses) {
  const Tensor& a = golden()["square"];
  const auto det = [](const Inputs& in) { return ops::det(in[0]); };
  expect_slopes("det", det, {a});
  expect_slopes("det of one", det, {tensor({{2.0}}, float64)});
  expect_slopes("det of rank n - 1", det,
                {tensor({{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}, {7.0, 8.0, 9.0}}, float64)});
  expect_slopes("det of zeros", det, {zeros({3, 3}, float64)});
  expect_slopes("logdet", [](const Inputs& in) { return ops::logdet(in[0]); }, {a});
  for (const std::string name : {"square", "tall", "wide"}) {
    const Tensor& x = golden()[name];
    expect_slopes(name + " pinv", [](const Inputs& in) { return ops::pinv(in[0]); }, {x});
    const Tensor b = (arange(2 * x.shape()[1]) - 1).reshape({x.shape()[1], 2}).astype(float64);
    expect_slopes(name + " lstsq", [](const Inputs& in) { return ops::lstsq(in[0], in[1]); },
                  {x[0].copy(), b});
  }
}

TEST(LinearAlgebra, KeepsDTypes) {
  const Tensor x = eye(2, -1, 0, float16) * 2;
  EXPECT_EQ(ops::inv(x).dtype(), float16);
  EXPECT_EQ(ops::solve(x, ones({2}, float32)).dtype(), float32);
  EXPECT_EQ(ops::solve(eye(2, -1, 0, int32), ones({2}, int32)).dtype(), float32);
  EXPECT_EQ(ops::det(x).dtype(), float16);
  EXPECT_EQ(ops::lstsq(x, ones({2}, bfloat16)).dtype(), float32);
  EXPECT_EQ(ops::solve(zeros({0, 2, 2}), zeros({0, 2, 1})).shape(), (Shape{0, 2, 1}));
  EXPECT_EQ(ops::solve(ones({2, 2}), zeros({2, 0})).shape(), (Shape{2, 0}));
}

TEST(LinearAlgebra, SaysWhatDoesNotFit) {
  EXPECT_EQ(error_text([] {
              ops::solve(zeros({2, 2}), zeros({3}));
            }),
            "ShapeError: solve: a has 2 rows, but b has 3\n"
            "  a  float32 (2, 2)\n"
            "  b  float32 (3,)");
  EXPECT_EQ(error_text([] {
              ops::solve(zeros({3, 2, 2}), zeros({3, 2}));
            }),
            "ShapeError: solve: a has 2 rows, but b has 3\n"
            "  a     float32 (3, 2, 2)\n"
            "  b     float32 (3, 2)\n"
            "  hint  solve(a, expand_dims(b, -1)) takes b for a stack of vectors");
  EXPECT_NE(error_text([] {
              ops::solve(zeros({2, 2}), ones({}));
            }).find("b has no axis"),
            std::string::npos);
  EXPECT_NE(error_text([] {
              ops::inv(zeros({2, 3}));
            }).find("inv: expected a square matrix"),
            std::string::npos);
  EXPECT_NE(error_text([] {
              ops::lstsq(zeros({2, 2, 2}), zeros({2}));
            }).find("a must have two axes"),
            std::string::npos);
  EXPECT_NE(error_text([] {
              ops::lstsq(zeros({2, 2}), zeros({3}));
            }).find("a has 2 rows"),
            std::string::npos);
  EXPECT_NE(error_text([] {
              ops::matrix_rank(zeros({0, 3}));
            }).find("without elements"),
            std::string::npos);
}

}  // namespace
}  // namespace keratin
