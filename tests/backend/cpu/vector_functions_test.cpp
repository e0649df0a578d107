// The functions in registers against the plain ones in double, and against the reference's loops.
#include "keratin/backend/cpu/vector_functions.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "keratin/backend/functions/unary_internal.h"
#include "keratin/backend/reference_internal.h"
#include "keratin/tensor/creation.h"

namespace keratin::cpu {
namespace {

using Floats = std::vector<float>;

const std::vector<Unary> kAllUnary = {
#define KERATIN_ENTRY(name) Unary::name,
    KERATIN_UNARY_FUNCTIONS(KERATIN_ENTRY)
#undef KERATIN_ENTRY
};

constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// Numbers of every size and sign, the special ones among them, and a dense grid where networks
/// live.
Floats all_kinds_of_numbers() {
  Floats x = {0.0F,     -0.0F,   kInfinity,      -kInfinity,    std::nanf(""),
              1e-45F,   -1e-45F, 1.1754942e-38F, 3.4028235e38F, -3.4028235e38F,
              88.7228F, 88.73F,  -87.4F,         -103.9F,       -104.1F,
              1,        -1};
  for (uint64_t bits = 0; bits < (uint64_t{1} << 32); bits += 99991) {
    x.push_back(std::bit_cast<float>(static_cast<uint32_t>(bits)));
  }
  for (int i = -40000; i <= 40000; ++i) x.push_back(static_cast<float>(i) * 2.5e-4F);
  return x;
}

/// Units in the last place of `exact` between it and y; 0 where both are infinite or NaN.
double places_between(float y, double exact) {
  const auto nearest = static_cast<float>(exact);
  if (std::isnan(exact)) return std::isnan(y) ? 0 : kInfinity;
  if (std::isinf(nearest)) return std::abs(y) > 3.4028e38F && (y > 0) == (exact > 0) ? 0 : 1e9;
  const float size = std::abs(nearest);
  const float place =
      std::nextafter(size, 0.0F) == size ? 1e-45F : size - std::nextafter(size, 0.0F);
  return std::abs(static_cast<double>(y) - exact) / static_cast<double>(place);
}

double exact_value(Unary f, double x) {
  return functions::visit_unary(f, [&](auto function) { return function.value(x, 0.4, 1.9); });
}

TEST(VectorFunctions, TheBasicOnesAreExactToTwoPlaces) {
  const Floats x = all_kinds_of_numbers();
  Floats y(x.size());
  for (const Unary f :
       {Unary::exp, Unary::exp2, Unary::expm1, Unary::log, Unary::log1p, Unary::log2, Unary::tanh,
        Unary::erf, Unary::softplus, Unary::sqrt, Unary::round}) {
    value_run_of(f)(x.data(), y.data(), static_cast<int64_t>(x.size()), 0.4F, 1.9F);
    for (size_t i = 0; i < x.size(); ++i) {
      const double exact = exact_value(f, static_cast<double>(x[i]));
      ASSERT_LE(places_between(y[i], exact), 2) << name_of(f) << "(" << x[i] << ") = " << y[i];
      if (x[i] == 0 && exact == 0) {
        ASSERT_EQ(std::signbit(y[i]), std::signbit(exact)) << name_of(f);
      }
    }
  }
}

/// Alike but for 3e-7 of the numbers that went into them.
void expect_alike(const char* what, Unary f, float x, float received, float wanted) {
  if (std::isnan(wanted)) {
    ASSERT_TRUE(std::isnan(received))
        << what << " of " << name_of(f) << " at " << x << ": " << received;
  } else if (std::isinf(wanted) || std::isinf(received)) {
    ASSERT_TRUE(std::abs(received) > 3.4028e38F && (received > 0) == (wanted > 0))
        << what << " of " << name_of(f) << " at " << x << ": " << received << ", not " << wanted;
  } else {
    const double size = static_cast<double>(std::abs(wanted)) +
                        std::min(10.0, std::max(1.0, std::abs(static_cast<double>(x))));
    ASSERT_NEAR(received, wanted, 3e-7 * size) << what << " of " << name_of(f) << " at " << x;
  }
}

TEST(VectorFunctions, EveryValueAndSlopeIsTheReferences) {
  const Floats x = all_kinds_of_numbers();
  const auto size = static_cast<int64_t>(x.size());
  const Tensor x_tensor = tensor(x), one = ones({size});
  Tensor value({size}, float32), slope({size}, float32);
  Floats y(x.size()), dx(x.size());
  const UnaryArgs args{0.4, 1.9};
  for (const Unary f : kAllUnary) {
    if (is_predicate(f)) continue;
    reference_backend().run(
        UnaryCall{.f = f, .args = args, .x = x_tensor.view(), .y = value.view()});
    reference_backend().run(UnaryGradientCall{.f = f,
                                              .args = args,
                                              .x = x_tensor.view(),
                                              .y = value.view(),
                                              .dy = one.view(),
                                              .dx = slope.view()});
    value_run_of(f)(x.data(), y.data(), size, 0.4F, 1.9F);
    slope_run_of(f)(x.data(), value.data<float>(), one.data<float>(), dx.data(), size, 0.4F, 1.9F);
    for (size_t i = 0; i < x.size(); ++i) {
      expect_alike("value", f, x[i], y[i], value.data<float>()[i]);
      expect_alike("slope", f, x[i], dx[i], slope.data<float>()[i]);
    }
  }
}

TEST(VectorFunctions, AnElementsBitsDoNotDependOnItsPlace) {
  const Floats x = {0.3F,  -1.7F, 5.1F, 0.9F,  -0.2F, 2.2F,  -3.3F, 0.01F, 7.7F,  1.1F, -0.6F, 4.4F,
                    -5.5F, 0.7F,  1.3F, -2.4F, 3.6F,  0.05F, -0.9F, 6.1F,  -7.2F, 0.4F, 2.9F};
  for (const Unary f : kAllUnary) {
    if (is_predicate(f)) continue;
    Floats y(x.size()), dx(x.size());
    value_run_of(f)(x.data(), y.data(), static_cast<int64_t>(x.size()), 0.4F, 1.9F);
    slope_run_of(f)(x.data(), y.data(), x.data(), dx.data(), static_cast<int64_t>(x.size()), 0.4F,
                    1.9F);
    for (size_t i = 0; i < x.size(); ++i) {
      float alone = 0, slope = 0;
      value_run_of(f)(&x[i], &alone, 1, 0.4F, 1.9F);
      slope_run_of(f)(&x[i], &y[i], &x[i], &slope, 1, 0.4F, 1.9F);
      EXPECT_EQ(std::bit_cast<uint32_t>(alone), std::bit_cast<uint32_t>(y[i])) << name_of(f);
      EXPECT_EQ(std::bit_cast<uint32_t>(slope), std::bit_cast<uint32_t>(dx[i])) << name_of(f);
    }
  }
}

TEST(VectorFunctions, RowsOfSoftmaxSumToOneWhateverTheirWidth) {
  for (int64_t n = 1; n < 70; ++n) {
    Floats x, y(static_cast<size_t>(n)), logarithm(y.size());
    for (int64_t i = 0; i < n; ++i) x.push_back(static_cast<float>((i * 37) % 23 - 11));
    double sum = 0;
    for (const float v : x) sum += std::exp(static_cast<double>(v));
    softmax_row(x.data(), y.data(), n);
    log_softmax_row(x.data(), logarithm.data(), n);
    for (size_t i = 0; i < y.size(); ++i) {
      const double p = std::exp(static_cast<double>(x[i])) / sum;
      ASSERT_NEAR(y[i], p, 4e-7 * p) << n;
      ASSERT_NEAR(logarithm[i], std::log(p), 3e-6) << n;
    }
    Floats dx(y.size()), dy(y.size(), 2.0F);
    softmax_gradient_row(y.data(), dy.data(), dx.data(), n);
    for (const float v : dx) ASSERT_NEAR(v, 0, 1e-6);
  }
}

TEST(VectorFunctions, RowsOfSoftmaxKnowTheSpecialValues) {
  const auto softmax = [](Floats x) {
    Floats y(x.size());
    softmax_row(x.data(), y.data(), static_cast<int64_t>(x.size()));
    log_softmax_row(x.data(), x.data(), static_cast<int64_t>(x.size()));
    for (size_t i = 0; i < y.size(); ++i) EXPECT_EQ(std::isnan(x[i]), std::isnan(y[i]));
    return y;
  };
  EXPECT_EQ(softmax({-kInfinity, 3, -kInfinity}), (Floats{0, 1, 0}));
  EXPECT_EQ(softmax({-1e30F, 1e30F}), (Floats{0, 1}));
  for (const Floats& x : {Floats{1, std::nanf(""), 2}, Floats{std::nanf(""), 1},
                          Floats{1, kInfinity}, Floats{-kInfinity, -kInfinity}}) {
    for (const float v : softmax(x)) EXPECT_TRUE(std::isnan(v));
  }
}

}  // namespace
}  // namespace keratin::cpu
