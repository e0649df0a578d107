// Fourier transforms against real Keras's numbers, and their gradients.
#include "keratin/ops/fourier.h"

#include <gtest/gtest.h>

#include "keratin/autodiff/gradient_check.h"
#include "keratin/base/text.h"
#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using Inputs = std::vector<Tensor>;
using ops::Complex;
using testing::error_text, testing::expect_near, testing::Golden;

const Golden& golden() {
  static const Golden numbers("fourier");
  return numbers;
}
Complex pair() { return {golden()["signal"], golden()["other"]}; }

constexpr double kNear = 1e-13;

void expect_golden(const Complex& y, const std::string& name) {
  expect_near(y.real, golden()[name + ".real"], kNear, name);
  expect_near(y.imag, golden()[name + ".imag"], kNear, name);
}

TEST(Fourier, IsKeras) {
  expect_golden(ops::fft(pair()), "fft");
  expect_golden(ops::fft2(pair()), "fft2");
  expect_golden(ops::ifft2(pair()), "ifft2");
  expect_golden(ops::rfft(pair().real), "rfft");
  expect_near(ops::irfft(pair()), golden()["irfft"], kNear, "irfft");
  for (const int64_t length : {7, 12, 15, 22, 23, 30}) {
    expect_golden(ops::rfft(pair().real, length), text("rfft_", length));
    const std::string name = text("irfft_", length);
    expect_near(ops::irfft(pair(), length), golden()[name], kNear, name);
  }
}

TEST(Fourier, ComesBack) {
  const Complex y = ops::ifft2(ops::fft2(pair()));
  expect_near(y.real, pair().real, kNear, "real");
  expect_near(y.imag, pair().imag, kNear, "imag");
  for (const int64_t length : {11, 12}) {
    const Tensor x = pair().real[{ellipsis, slice(0, length)}].copy();
    expect_near(ops::irfft(ops::rfft(x), length), x, kNear, "irfft");
  }
  const auto [real, imag] = ops::fft({tensor({1.0, 2.0}), tensor({0.0, 1.0})});
  EXPECT_EQ(real.to_vector<float>(), (std::vector<float>{3, -1}));
  EXPECT_EQ(imag.to_vector<float>(), (std::vector<float>{1, -1}));
  EXPECT_EQ(real.dtype(), float32);
}

TEST(Fourier, OfFewNumbers) {
  EXPECT_EQ(ops::fft({zeros({0, 3}), zeros({0, 3})}).real.shape(), (Shape{0, 3}));
  EXPECT_EQ(ops::fft({zeros({0}), zeros({0})}).imag.shape(), (Shape{0}));
  EXPECT_EQ(ops::fft2({zeros({2, 0, 3}), zeros({2, 0, 3})}).imag.shape(), (Shape{2, 0, 3}));
  EXPECT_EQ(ops::irfft({ones({1}), ones({1})}).shape(), (Shape{0}));
  EXPECT_EQ(ops::irfft({tensor({3.0, 1.0}), ones({2})}, 1).to_vector<float>(),
            (std::vector<float>{3}));
  EXPECT_EQ(ops::rfft(tensor({0, 1, 2, 3})).real.to_vector<float>(),
            (std::vector<float>{6, -2, -2}));
}

TEST(Fourier, GradientsAreTheAdjointTransforms) {
  const Tensor a = pair().real[0].copy(), b = pair().imag[0].copy();
  const auto check = [&](const std::string& what, FunctionRef<Tensor(const Inputs&)> f,
                         const Inputs& inputs) {
    const GradientCheck result = check_gradients(f, inputs);
    EXPECT_LT(result.largest_error, 1e-7) << what << ": " << result.to_string();
  };
  check("fft real", [](const Inputs& in) { return ops::fft({in[0], in[1]}).real; }, {a, b});
  check("fft imag", [](const Inputs& in) { return ops::fft({in[0], in[1]}).imag; }, {a, b});
  check("fft2 real", [](const Inputs& in) { return ops::fft2({in[0], in[1]}).real; }, {a, b});
  check("ifft2 imag", [](const Inputs& in) { return ops::ifft2({in[0], in[1]}).imag; }, {a, b});
  for (const int64_t length : {7, 11, 12, 15, 30}) {
    const std::string what = text(length);
    check("rfft real " + what, [&](const Inputs& in) { return ops::rfft(in[0], length).real; },
          {a});
    check("rfft imag " + what, [&](const Inputs& in) { return ops::rfft(in[0], length).imag; },
          {a});
    check("irfft " + what,
          [&](const Inputs& in) {
            return ops::irfft({in[0], in[1]}, length);
          },
          {a, b});
  }
  check("irfft", [&](const Inputs& in) { return ops::irfft({in[0], in[1]}); }, {a, b});
}

TEST(Fourier, SaysWhatDoesNotFit) {
  EXPECT_EQ(error_text([] {
              ops::fft({zeros({4}), zeros({3})});
            }),
            "ShapeError: fft: the real and the imaginary parts must have one shape\n"
            "  real  float32 (4,)\n"
            "  imag  float32 (3,)");
  EXPECT_EQ(error_text([] {
              ops::fft2({zeros({4}), zeros({4})});
            }),
            "ShapeError: fft2: needs at least 2 axes\n  x  float32 (4,)");
  EXPECT_EQ(error_text([] { ops::rfft(ones({4}, float16)); }),
            "DTypeError: rfft: takes float32 and float64\n  x  float16 (4,)");
  EXPECT_NE(error_text([] {
              ops::fft({ones({4}, int32), ones({4}, int32)});
            }).find("fft: takes"),
            std::string::npos);
  EXPECT_EQ(error_text([] { ops::rfft(zeros({4}), 0); }),
            "ValueError: rfft: fft_length must be positive, received 0");
  EXPECT_NE(error_text([] { ops::rfft(zeros({0})); }).find("no numbers"), std::string::npos);
  EXPECT_NE(error_text([] {
              ops::fft({zeros({4}), {}});
            }).find("imaginary parts"),
            std::string::npos);
}

}  // namespace
}  // namespace keratin
