// Mean, deviation, smallest and largest number of each initializer, beside real Keras's sample of
// the same size; Identity and Constant number by number.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "keratin/base/random.h"
#include "keratin/initializers/all.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::expect_near;
using testing::Golden;

std::vector<double> moments_of(const Tensor& x) {
  const std::vector<double> values = x.to_vector<double>();
  double mean = 0, square = 0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  for (const double value : values) {
    square += (value - mean) * (value - mean) / static_cast<double>(values.size());
  }
  return {mean, std::sqrt(square), *std::min_element(values.begin(), values.end()),
          *std::max_element(values.begin(), values.end())};
}

/// Two samples of n numbers of one distribution: their moments differ by chance alone. `is_normal`
/// distributions without limits have extremes of their own.
void expect_moments(const std::string& key, const std::vector<double>& ours,
                    const std::vector<double>& theirs, double n, bool is_unlimited) {
  const double deviation = theirs[1], chance = 5 * deviation / std::sqrt(n);
  EXPECT_NEAR(ours[0], theirs[0], 1.5 * chance) << key << ": mean";
  EXPECT_NEAR(ours[1], theirs[1], 1.5 * chance) << key << ": deviation";
  const double slack = is_unlimited ? 1.2 * deviation : 0.01 * deviation;
  EXPECT_NEAR(ours[2], theirs[2], slack) << key << ": smallest";
  EXPECT_NEAR(ours[3], theirs[3], slack) << key << ": largest";
}

TEST(GoldenInitializers, HaveKerasMoments) {
  utils::set_random_seed(1);  // the extremes differ from seed to seed
  const Golden golden("initializers");
  const Shape shapes[] = {{400, 300}, {90000}, {3, 3, 100, 80}};
  const char* shape_names[] = {"400x300", "90000", "3x3x100x80"};
  for (const char* name :
       {"random_normal", "random_uniform", "truncated_normal", "glorot_uniform", "glorot_normal",
        "he_uniform", "he_normal", "lecun_uniform", "lecun_normal"}) {
    for (size_t i = 0; i < 3; ++i) {
      const std::string key = std::string(name) + "." + shape_names[i];
      const auto initializer = initializers::Initializer::get(name);
      const Tensor x = (*initializer)(shapes[i]);
      expect_moments(key, moments_of(x), golden[key].to_vector<double>(),
                     static_cast<double>(x.size()), std::string(name) == "random_normal");
    }
  }
}

TEST(GoldenInitializers, IdentityAndConstantAreExact) {
  const Golden golden("initializers");
  expect_near(initializers::Identity(2.0)({3, 5}), golden["identity"], 0, "identity");
  expect_near(initializers::Constant(0.7)({2, 2}), golden["constant"], 0, "constant");
}

}  // namespace
}  // namespace keratin
