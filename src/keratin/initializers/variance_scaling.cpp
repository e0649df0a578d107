// The initializers that keep the variance of signals the same from layer to layer.
#include "keratin/initializers/variance_scaling.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/random.h"

namespace keratin::initializers {
namespace {

constexpr std::array<std::string_view, 3> kModes = {"fan_in", "fan_out", "fan_avg"};
constexpr std::array<std::string_view, 3> kDistributions = {"truncated_normal",
                                                            "untruncated_normal", "uniform"};
// The standard deviation of a standard normal distribution that is cut at +-2.
constexpr double kTruncatedDeviation = 0.87962566103423978;

void check_word(std::string_view what, std::string_view word,
                const std::array<std::string_view, 3>& known) {
  if (std::find(known.begin(), known.end(), word) == known.end()) {
    throw_value_error(
        text(what, " of VarianceScaling is one of ", quoted_list(known), ", but got '", word, "'"));
  }
}

}  // namespace

Fans compute_fans(const Shape& shape) {
  const int rank = shape.rank();
  if (rank == 0) return {1, 1};
  if (rank == 1) return {static_cast<double>(shape[0]), static_cast<double>(shape[0])};
  double field = 1;
  for (int i = 0; i < rank - 2; ++i) field *= static_cast<double>(shape[i]);
  return {field * static_cast<double>(shape[-2]), field * static_cast<double>(shape[-1])};
}

VarianceScaling::VarianceScaling(VarianceScalingOptions options) : options_(std::move(options)) {
  if (!(options_.scale > 0)) {
    throw_value_error(text("scale of VarianceScaling is > 0, but got ", options_.scale));
  }
  check_word("mode", options_.mode, kModes);
  check_word("distribution", options_.distribution, kDistributions);
}

Tensor VarianceScaling::operator()(const Shape& shape, DType dtype) const {
  const Fans fans = compute_fans(shape);
  const double fan = options_.mode == "fan_in"    ? fans.in
                     : options_.mode == "fan_out" ? fans.out
                                                  : (fans.in + fans.out) / 2;
  const double variance = options_.scale / std::max(1.0, fan);
  if (options_.distribution == "uniform") {
    const double limit = std::sqrt(3 * variance);
    return random::uniform(
        shape, {.minval = -limit, .maxval = limit, .dtype = dtype, .seed = options_.seed});
  }
  if (options_.distribution == "untruncated_normal") {
    return random::normal(shape,
                          {.stddev = std::sqrt(variance), .dtype = dtype, .seed = options_.seed});
  }
  return random::truncated_normal(
      shape,
      {.stddev = std::sqrt(variance) / kTruncatedDeviation, .dtype = dtype, .seed = options_.seed});
}

}  // namespace keratin::initializers
