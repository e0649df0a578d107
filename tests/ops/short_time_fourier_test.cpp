// Sequences and their transforms against real Keras's numbers, and their gradients.
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

constexpr double kNear = 1e-12;

void expect_golden(const Complex& y, const std::string& name) {
  expect_near(y.real, golden()[name + ".real"], kNear, name);
  expect_near(y.imag, golden()[name + ".imag"], kNear, name);
}

std::vector<std::pair<std::string, ops::StftWindow>> windows() {
  return {{"hann", "hann"}, {"hamming", "hamming"}, {"none", None}, {"own", golden()["own"]}};
}

TEST(ShortTimeFourier, IsKeras) {
  for (const auto& [name, window] : windows()) {
    for (const bool center : {true, false}) {
      for (const auto& [stride, length] : {std::pair{3, 8}, {2, 7}, {5, 6}}) {
        const std::string what = text(name, "_", center ? 1 : 0, "_", stride, "_", length);
        const Complex y =
            ops::stft(golden()["wave"], 6, stride, length, {.window = window, .center = center});
        expect_golden(y, "stft_" + what);
        const Tensor x = ops::istft(y, 6, stride, length, {.window = window, .center = center});
        expect_near(x, golden()["istft_" + what], kNear, what);
      }
    }
  }
  const Complex y = ops::stft(golden()["wave"], 6, 3, 8);
  expect_near(ops::istft(y, 6, 3, 8, {.length = 17}), golden()["istft_length"], kNear, "length");
  expect_golden(ops::stft(golden()["wave"][{slice(), slice(0, 3)}], 6, 3, 16), "stft_short");
}

TEST(ShortTimeFourier, ComesBack) {
  const Tensor x = random::normal({2, 30}, {.seed = 1});
  for (const int64_t stride : {1, 2, 3, 6}) {
    const Tensor y = ops::istft(ops::stft(x, 6, stride, 6, {.window = "hamming"}), 6, stride, 6,
                                {.length = 24, .window = "hamming"});
    expect_near(y, x[{slice(), slice(0, 24)}], 1e-5, text("stride ", stride));
  }
}

TEST(ShortTimeFourier, ExtractsSequences) {
  EXPECT_TRUE(array_equal(ops::extract_sequences(arange(7), 3, 2),
                          tensor({{0, 1, 2}, {2, 3, 4}, {4, 5, 6}})));
  EXPECT_EQ(ops::extract_sequences(zeros({2, 7}), 3, 4).shape(), (Shape{2, 2, 3}));
  EXPECT_EQ(ops::extract_sequences(zeros({2}), 3, 2).shape(), (Shape{0, 3}));
  EXPECT_EQ(ops::extract_sequences(zeros({0, 7}, bfloat16), 3, 2).shape(), (Shape{0, 3, 3}));
}

TEST(ShortTimeFourier, Gradients) {
  const Tensor wave = golden()["wave"][{slice(), slice(0, 14)}].copy();
  const auto check = [&](const std::string& what, FunctionRef<Tensor(const Inputs&)> f,
                         const Inputs& inputs) {
    const GradientCheck result = check_gradients(f, inputs);
    EXPECT_LT(result.largest_error, 1e-7) << what << ": " << result.to_string();
  };
  check("extract_sequences", [](const Inputs& in) { return ops::extract_sequences(in[0], 4, 3); },
        {wave});
  for (const auto& [name, window] : windows()) {
    const ops::StftOptions there = {.window = window};
    check(name + " real", [&](const Inputs& in) { return ops::stft(in[0], 6, 4, 8, there).real; },
          {wave});
    check(name + " imag", [&](const Inputs& in) { return ops::stft(in[0], 6, 4, 8, there).imag; },
          {wave});
    const Complex y = ops::stft(wave, 6, 4, 8, there);
    const ops::IstftOptions back = {.window = window};
    check(name + " back",
          [&](const Inputs& in) {
            return ops::istft({in[0], in[1]}, 6, 4, 8, back);
          },
          {y.real.copy(), y.imag.copy()});
  }
}

TEST(ShortTimeFourier, SaysWhatDoesNotFit) {
  const Tensor x = zeros({20});
  EXPECT_EQ(error_text([&] { ops::stft(x, 5, 2, 4); }),
            "ValueError: stft: fft_length must be at least sequence_length, received 4 and 5");
  EXPECT_EQ(error_text([&] { ops::stft(x, 5, 0, 8); }),
            "ValueError: stft: sequence_stride must be a positive integer, received 0");
  EXPECT_EQ(error_text([&] { ops::stft(x, 5, 2, 8, {.window = "cosine"}); }),
            "ValueError: stft: there is no window 'cosine'\n  known  hann, hamming");
  EXPECT_NE(
      error_text([&] { ops::stft(x, 5, 2, 8, {.window = ones({4})}); }).find("must have the shape"),
      std::string::npos);
  EXPECT_NE(error_text([&] { ops::stft(x.astype(int32), 5, 2, 8); }).find("takes float32"),
            std::string::npos);
  EXPECT_NE(error_text([&] {
              ops::stft(zeros({2}), 5, 2, 8, {.center = false});
            }).find("shorter than fft_length"),
            std::string::npos);
  EXPECT_NE(error_text([&] {
              ops::istft({zeros({5}), zeros({5})}, 4, 2, 8);
            }).find("two axes"),
            std::string::npos);
  EXPECT_NE(error_text([&] { ops::extract_sequences(x, 0, 1); }).find("must be a positive integer"),
            std::string::npos);
}

}  // namespace
}  // namespace keratin
