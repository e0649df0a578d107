// Factors against NumPy's numbers and what makes them factors, and their gradients.
#include "keratin/ops/decompositions.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/autodiff/gradient_check.h"
#include "keratin/base/text.h"
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

constexpr double kNear = 1e-12;

/// Whether the columns are orthonormal.
void expect_orthonormal(const Tensor& q, const std::string& what) {
  const Tensor product = matmul(transposed_matrix(q), q);
  expect_near(product, ops::broadcast_to(eye(q.shape()[-1], -1, 0, q.dtype()), product.shape()),
              q.dtype() == float64 ? kNear : 1e-5, what);
}

void expect_slopes(const std::string& what, FunctionRef<Tensor(const Inputs&)> f,
                   const Inputs& inputs) {
  const GradientCheck check = check_gradients(f, inputs);
  EXPECT_LT(check.largest_error, 2e-7) << what << ": " << check.to_string();
}

TEST(Decompositions, CholeskyIsNumPys) {
  const Tensor &x = golden()["positive"], &expected = golden()["positive.cholesky"];
  expect_near(ops::cholesky(x), expected, kNear, "lower");
  expect_near(ops::cholesky(x, true), transposed_matrix(expected), kNear, "upper");
  expect_near(ops::linalg::cholesky(x.astype(float32)), expected, 1e-5, "float32");
  // The symmetric part counts, as in Keras.
  expect_near(ops::cholesky(tensor({{4.0, 1.0}, {2.0, 3.0}})),
              tensor({{2.0, 0.0}, {0.75, 1.5612495}}), 1e-6, "another triangle");
}

TEST(Decompositions, CholeskyOfWhatIsNotPositiveIsNaN) {
  const Tensor x = tensor({{{-1.0, 0.0}, {0.0, 1.0}}, {{4.0, 0.0}, {0.0, 9.0}}});
  const Tensor y = ops::cholesky(x);
  EXPECT_TRUE(std::isnan(y[0].to_vector<double>()[3]));
  EXPECT_TRUE(array_equal(y[1], tensor({{2.0, 0.0}, {0.0, 3.0}})));
}

TEST(Decompositions, LuIsNumPys) {
  for (const std::string name : {"square", "tall", "wide"}) {
    const ops::LuFactor y = ops::lu_factor(golden()[name]);
    expect_near(y.lu, golden()[name + ".lu"], kNear, name);
    EXPECT_TRUE(array_equal(y.pivots, golden()[name + ".pivots"])) << name;
    EXPECT_EQ(y.pivots.dtype(), int32);
  }
}

TEST(Decompositions, QrGivesTheMatrixBack) {
  for (const std::string name : {"square", "tall", "wide", "low"}) {
    for (const std::string mode : {"reduced", "complete"}) {
      const std::string what = text(name, ", ", mode);
      const Tensor& x = golden()[name];
      const auto [q, r] = ops::qr(x, mode);
      expect_orthonormal(q, what);
      expect_near(matmul(q, r), x, kNear, what);
      expect_near(r, ops::triu(r), 0, what);
      EXPECT_EQ(q.shape()[-1],
                mode == "complete" ? x.shape()[-2] : std::min(x.shape()[-2], x.shape()[-1]));
      const Tensor& expected = golden()[name + ".r"];
      expect_near(abs(ops::rows_between(r, 0, expected.shape()[-2])), expected, kNear, what);
    }
  }
}

TEST(Decompositions, SingularValuesAreNumPys) {
  for (const std::string name : {"square", "tall", "wide", "low"}) {
    const Tensor &x = golden()[name], &expected = golden()[name + ".s"];
    for (const bool full : {true, false}) {
      const auto [u, s, vh] = ops::svd(x, {.full_matrices = full});
      expect_near(s, expected, kNear, name);
      expect_orthonormal(u, name);
      expect_orthonormal(transposed_matrix(vh), name);
      const int64_t count = s.shape()[-1];
      EXPECT_EQ(u.shape()[-1], full ? x.shape()[-2] : count) << name;
      EXPECT_EQ(vh.shape()[-2], full ? x.shape()[-1] : count) << name;
      const Tensor product = matmul(ops::columns_between(u, 0, count) * expand_dims(s, -2),
                                    ops::rows_between(vh, 0, count));
      expect_near(product, x, kNear, name);
    }
    const ops::Svd values = ops::svd(x.astype(float32), {.compute_uv = false});
    expect_near(values.s, expected, 1e-5, name);
    EXPECT_FALSE(values.u.defined() || values.vh.defined());
  }
}

TEST(Decompositions, EigenvaluesAreNumPys) {
  const Tensor& x = golden()["positive"];
  const auto [w, v] = ops::eigh(x);
  expect_near(w, golden()["positive.eigenvalues"], kNear, "eigenvalues");
  expect_orthonormal(v, "eigenvectors");
  expect_near(matmul(x, v), v * expand_dims(w, -2), 1e-11, "x v = v w");
  expect_near(ops::eigh(tensor({{4, 1}, {2, 3}})).eigenvalues, tensor({1.9188611, 5.0811388}), 1e-6,
              "the symmetric part of integers");
}

TEST(Decompositions, OfNaNAreNaN) {
  const Tensor x = full({3, 3}, std::nan(""), float64);
  EXPECT_TRUE(std::isnan(ops::svd(x).s[0].item<double>()));
  EXPECT_TRUE(std::isnan(ops::eigh(x).eigenvalues[0].item<double>()));
  EXPECT_TRUE(std::isnan(ops::eigh(x * INFINITY).eigenvectors.to_vector<double>()[0]));
  EXPECT_TRUE(std::isnan(ops::qr(x).r.to_vector<double>()[0]));
  EXPECT_TRUE(std::isnan(ops::cholesky(x).to_vector<double>()[0]));
}

TEST(Decompositions, OfNothingHaveShapes) {
  for (const Shape& shape : {Shape{0, 0}, Shape{2, 0, 0}, Shape{0, 2, 2}}) {
    const Tensor x = zeros(shape);
    EXPECT_EQ(ops::cholesky(x).shape(), shape);
    EXPECT_EQ(ops::lu_factor(x).lu.shape(), shape);
    EXPECT_EQ(ops::qr(x).q.shape(), shape);
    EXPECT_EQ(ops::svd(x).u.shape(), shape);
    EXPECT_EQ(ops::eigh(x).eigenvalues.shape(), shape.erased(shape.rank() - 1));
  }
  const auto [u, s, vh] = ops::svd(zeros({0, 3}));
  EXPECT_EQ(u.shape(), (Shape{0, 0}));
  EXPECT_EQ(s.shape(), (Shape{0}));
  EXPECT_TRUE(array_equal(vh, eye(3)));
  EXPECT_TRUE(array_equal(ops::qr(zeros({3, 0}), "complete").q, eye(3)));
  EXPECT_EQ(ops::lu_factor(zeros({3, 0})).pivots.shape(), (Shape{0}));
}

TEST(Decompositions, OfOneByOneAndOfHalves) {
  EXPECT_TRUE(array_equal(ops::cholesky(tensor({{4.0}})), tensor({{2.0}})));
  EXPECT_TRUE(array_equal(ops::eigh(tensor({{4.0}})).eigenvalues, tensor({4.0})));
  EXPECT_TRUE(array_equal(ops::svd(tensor({{-4.0}})).s, tensor({4.0})));
  const Tensor half = ops::cholesky(golden()["positive"].astype(bfloat16));
  EXPECT_EQ(half.dtype(), bfloat16);
  expect_near(half, ops::cholesky(golden()["positive"].astype(bfloat16).astype(float32)), 4e-3,
              "rounded once");
  EXPECT_EQ(ops::svd(ones({2, 2}, float16)).u.dtype(), float16);
  EXPECT_EQ(ops::qr(ones({2, 2}, int64)).r.dtype(), float32);
  EXPECT_EQ(ops::eigh(ones({2, 2}, bool_)).eigenvalues.dtype(), float32);
}

TEST(Decompositions, GradientsOfSquareFactors) {
  const Tensor &square = golden()["square"], &positive = golden()["positive"];
  expect_slopes("cholesky", [](const Inputs& in) { return ops::cholesky(in[0]); }, {positive});
  expect_slopes("upper", [](const Inputs& in) { return ops::cholesky(in[0], true); }, {positive});
  expect_slopes("eigenvalues", [](const Inputs& in) { return ops::eigh(in[0]).eigenvalues; },
                {positive});
  expect_slopes("eigenvectors", [](const Inputs& in) { return ops::eigh(in[0]).eigenvectors; },
                {square + transposed_matrix(square)});
}

TEST(Decompositions, GradientsOfFactorsOfAnyShape) {
  for (const std::string name : {"square", "tall", "wide"}) {
    const Tensor& x = golden()[name];
    expect_slopes(name + " lu", [](const Inputs& in) { return ops::lu_factor(in[0]).lu; }, {x});
    for (const std::string mode : {"reduced", "complete"}) {
      const std::string what = text(name, " qr, ", mode);
      expect_slopes(what + " q", [&](const Inputs& in) { return ops::qr(in[0], mode).q; }, {x});
      expect_slopes(what + " r", [&](const Inputs& in) { return ops::qr(in[0], mode).r; }, {x});
    }
    const ops::SvdOptions thin = {.full_matrices = false};
    expect_slopes(name + " u", [&](const Inputs& in) { return ops::svd(in[0], thin).u; }, {x});
    expect_slopes(name + " s", [&](const Inputs& in) { return ops::svd(in[0], thin).s; }, {x});
    expect_slopes(name + " vh", [&](const Inputs& in) { return ops::svd(in[0], thin).vh; }, {x});
    expect_slopes(name + " s alone",
                  [&](const Inputs& in) { return ops::svd(in[0], {.compute_uv = false}).s; }, {x});
    expect_slopes(name + " s of all", [&](const Inputs& in) { return ops::svd(in[0]).s; }, {x});
  }
}

TEST(Decompositions, SayWhatDoesNotFit) {
  EXPECT_EQ(
      error_text([] {
        ops::cholesky(zeros({2, 3}));
      }),
      "ShapeError: cholesky: expected a square matrix, received one with 2 rows and 3 columns\n"
      "  x  float32 (2, 3)");
  EXPECT_EQ(error_text([] { ops::svd(zeros({3})); }),
            "ShapeError: svd: expected a matrix or a stack of them, with at least two axes\n"
            "  x  float32 (3,)");
  EXPECT_EQ(error_text([] {
              ops::qr(zeros({2, 2}), "r");
            }),
            "ValueError: qr: there is no mode 'r'\n  known  reduced, complete");
  const Tensor x = watch(golden()["tall"]);
  const Tensor loss = sum(ops::svd(x).u);
  EXPECT_NE(error_text([&] { gradients(loss, {x}); }).find("svd: all vectors of a matrix"),
            std::string::npos);
}

}  // namespace
}  // namespace keratin
