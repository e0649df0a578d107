// The initializers that keep the variance of signals the same from layer to layer.
#include "keratin/initializers/variance_scaling.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "keratin/base/arguments_internal.h"
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

/// What the words of VarianceScaling mean, for it and for those that are it with fixed words.
Tensor scaled(const Shape& shape, DType dtype, double scale, std::string_view mode,
              std::string_view distribution, const ScaledOptions& options) {
  const Fans fans = compute_fans(shape, options.input_axes, options.output_axes);
  const double fan = mode == "fan_in"    ? fans.in
                     : mode == "fan_out" ? fans.out
                                         : (fans.in + fans.out) / 2;
  const double variance = scale / std::max(1.0, fan);
  if (distribution == "uniform") {
    const double limit = std::sqrt(3 * variance);
    return random::uniform(
        shape, {.minval = -limit, .maxval = limit, .dtype = dtype, .seed = options.seed});
  }
  const bool is_cut = distribution != "untruncated_normal";
  const double stddev = std::sqrt(variance) / (is_cut ? kTruncatedDeviation : 1);
  if (!is_cut) {
    return random::normal(shape, {.stddev = stddev, .dtype = dtype, .seed = options.seed});
  }
  return random::truncated_normal(shape, {.stddev = stddev, .dtype = dtype, .seed = options.seed});
}

}  // namespace

Fans compute_fans(const Shape& shape, const std::optional<std::vector<int64_t>>& input_axes,
                  const std::optional<std::vector<int64_t>>& output_axes) {
  if (input_axes && output_axes) {
    Fans fans{1, 1};
    for (const int64_t axis : *input_axes) {
      fans.in *= static_cast<double>(shape[static_cast<int>(axis)]);
    }
    for (const int64_t axis : *output_axes) {
      fans.out *= static_cast<double>(shape[static_cast<int>(axis)]);
    }
    return fans;
  }
  const int rank = shape.rank();
  if (rank == 0) return {1, 1};
  if (rank == 1) return {static_cast<double>(shape[0]), static_cast<double>(shape[0])};
  double field = 1;
  for (int i = 0; i < rank - 2; ++i) field *= static_cast<double>(shape[i]);
  return {field * static_cast<double>(shape[-2]), field * static_cast<double>(shape[-1])};
}

VarianceScaling::VarianceScaling(VarianceScalingOptions options) : Described(std::move(options)) {
  if (options_.distribution == "normal") options_.distribution = "truncated_normal";  // as it was
  check_positive(class_name(), "scale", options_.scale);
  check_word("mode", options_.mode, kModes);
  check_word("distribution", options_.distribution, kDistributions);
  if (options_.input_axes.has_value() != options_.output_axes.has_value()) {
    throw_value_error("VarianceScaling: input_axes and output_axes are given together");
  }
}

Tensor VarianceScaling::operator()(const Shape& shape, DType dtype) const {
  return scaled(shape, dtype, options_.scale, options_.mode, options_.distribution,
                {options_.seed, options_.input_axes, options_.output_axes});
}

Tensor GlorotUniform::operator()(const Shape& shape, DType dtype) const {
  return scaled(shape, dtype, 1.0, "fan_avg", "uniform", options_);
}
Tensor GlorotNormal::operator()(const Shape& shape, DType dtype) const {
  return scaled(shape, dtype, 1.0, "fan_avg", "truncated_normal", options_);
}
Tensor HeUniform::operator()(const Shape& shape, DType dtype) const {
  return scaled(shape, dtype, 2.0, "fan_in", "uniform", options_);
}
Tensor HeNormal::operator()(const Shape& shape, DType dtype) const {
  return scaled(shape, dtype, 2.0, "fan_in", "truncated_normal", options_);
}
Tensor LecunUniform::operator()(const Shape& shape, DType dtype) const {
  return scaled(shape, dtype, 1.0, "fan_in", "uniform", options_);
}
Tensor LecunNormal::operator()(const Shape& shape, DType dtype) const {
  return scaled(shape, dtype, 1.0, "fan_in", "truncated_normal", options_);
}

}  // namespace keratin::initializers

namespace keratin {
template class Described<initializers::VarianceScaling, initializers::VarianceScalingOptions,
                         initializers::Initializer>;
template class Described<initializers::GlorotUniform, initializers::ScaledOptions,
                         initializers::Initializer>;
template class Described<initializers::GlorotNormal, initializers::ScaledOptions,
                         initializers::Initializer>;
template class Described<initializers::HeUniform, initializers::ScaledOptions,
                         initializers::Initializer>;
template class Described<initializers::HeNormal, initializers::ScaledOptions,
                         initializers::Initializer>;
template class Described<initializers::LecunUniform, initializers::ScaledOptions,
                         initializers::Initializer>;
template class Described<initializers::LecunNormal, initializers::ScaledOptions,
                         initializers::Initializer>;
}  // namespace keratin
