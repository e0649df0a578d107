// Fourier transforms of every length against the sum that defines them.
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "keratin/backend/backend.h"
#include "keratin/base/text.h"
#include "keratin/ops/random.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

using Complex = std::complex<double>;

std::vector<Complex> numbers(const Tensor& real, const Tensor& imag) {
  const auto a = real.to_vector<double>(), b = imag.to_vector<double>();
  std::vector<Complex> x;
  for (size_t i = 0; i < a.size(); ++i) x.emplace_back(a[i], b[i]);
  return x;
}

std::vector<Complex> plain_transform(const std::vector<Complex>& x, double sign) {
  std::vector<Complex> y(x.size());
  const size_t n = x.size();
  for (size_t k = 0; k < n; ++k) {
    for (size_t j = 0; j < n; ++j) {
      const auto turns = static_cast<double>(j * k % n) / static_cast<double>(n);
      y[k] += x[j] * std::polar(1.0, sign * 2 * std::numbers::pi * turns);
    }
  }
  return y;
}

Tensor drawn(int64_t n, DType dtype, uint64_t seed) {
  return random::normal({n}, {.seed = seed}).as_dtype(dtype);
}

void check(int64_t n, DType dtype, bool is_inverse, double tolerance) {
  SCOPED_TRACE(text(n, " numbers of ", name_of(dtype), is_inverse ? ", inverse" : ""));
  const Tensor real = drawn(n, dtype, 1), imag = drawn(n, dtype, 2);
  const Tensor y_real = empty({n}, dtype), y_imag = empty({n}, dtype);
  reference_backend().run(FourierCall{.real = real.view(),
                                      .imaginary = imag.view(),
                                      .length = n,
                                      .is_inverse = is_inverse,
                                      .y_real = y_real.view(),
                                      .y_imaginary = y_imag.view()});
  const auto expected = plain_transform(numbers(real, imag), is_inverse ? 1 : -1);
  const auto received = numbers(y_real, y_imag);
  const double scale = std::sqrt(static_cast<double>(n));
  for (size_t k = 0; k < expected.size(); ++k) {
    ASSERT_LT(std::abs(received[k] - expected[k]), tolerance * scale) << k;
  }
}

TEST(ReferenceFourier, IsTheSumThatDefinesIt) {
  // Powers of two, small factors, and large primes, which go another way.
  for (const int64_t n :
       {1, 2, 3, 4, 5, 6, 7, 8, 11, 60, 61, 64, 67, 97, 128, 134, 201, 211, 1009}) {
    for (const bool is_inverse : {false, true}) {
      check(n, float64, is_inverse, 1e-13);
      check(n, float32, is_inverse, 5e-7);
    }
  }
}

TEST(ReferenceFourier, CutsAndFillsUp) {
  const Tensor x = tensor({1.0, 2.0, 3.0}, float64);
  const auto transformed = [&](int64_t length, int64_t count) {
    const Tensor y = empty({count}, float64);
    reference_backend().run(FourierCall{.real = x.view(), .length = length, .y_real = y.view()});
    return y.to_vector<double>();
  };
  EXPECT_EQ(transformed(2, 2), (std::vector<double>{3, -1}));
  EXPECT_EQ(transformed(4, 1), (std::vector<double>{6}));
  EXPECT_EQ(transformed(4, 3), (std::vector<double>{6, -2, 2}));
}

TEST(ReferenceFourier, TakesHalfASpectrum) {
  const Tensor real = tensor({10.0, -2.0, -2.0}, float64), imag = tensor({7.0, 2.0, 9.0}, float64);
  const Tensor y = empty({4}, float64);
  reference_backend().run(FourierCall{.real = real.view(),
                                      .imaginary = imag.view(),
                                      .length = 4,
                                      .is_inverse = true,
                                      .is_half = true,
                                      .scale = 0.25,
                                      .y_real = y.view()});
  EXPECT_EQ(y.to_vector<double>(), (std::vector<double>{1, 2, 3, 4}));
}

TEST(ReferenceFourier, WalksOverAnyStrides) {
  const Tensor x = tensor({{1.0, 5.0}, {2.0, 6.0}, {3.0, 7.0}, {4.0, 8.0}}, float64).transpose();
  const Tensor y = empty({2, 4}, float64);
  reference_backend().run(FourierCall{.real = x.view(), .length = 4, .y_real = y.view()});
  EXPECT_EQ(y.to_vector<double>(), (std::vector<double>{10, -2, -2, -2, 26, -2, -2, -2}));
}

}  // namespace
}  // namespace keratin
