// Forecasting: what a sensor will show a day from now, from the two days before, by a recurrent
// network, beside what one would say without one.
#include <keratin/keratin.h>

#include <cmath>
#include <numbers>

using namespace keratin;

constexpr int64_t kPast = 48, kAhead = 24;  // hours

/// A daily rhythm whose strength drifts, and weather that takes days to change.
Tensor measured_hours(int64_t count) {
  const Tensor hour = arange(count).astype(float32);
  const std::vector<float> noise = random::normal({count}, {.seed = 1}).to_vector<float>();
  std::vector<float> weather = {0};
  for (const float x : noise) weather.push_back(0.97F * weather.back() + 0.08F * x);
  weather.pop_back();
  const Tensor strength = 1 + ops::sin(hour * 0.01) * 0.5;
  return strength * ops::sin(hour * (2 * std::numbers::pi / 24)) + tensor(weather);
}

int main() {
  utils::set_random_seed(1);
  const Tensor series = measured_hours(2600);

  // Each sample is a window of the series; its target stands a day behind it.
  std::vector<Tensor> windows, targets;
  for (int64_t t = 0; t + kPast + kAhead <= series.len(); ++t) {
    windows.push_back(series[{slice(t, t + kPast)}]);
    targets.push_back(series[{t + kPast + kAhead - 1}]);
  }
  const Tensor x = stack(windows).expand_dims(-1), y = stack(targets).expand_dims(-1);
  const int64_t past = 2000;  // the rest is what came later

  Sequential model({Input({kPast, 1}), layers::GRU(24), layers::Dense(1)});
  model.summary();
  model.compile({.optimizer = optimizers::Adam(0.01), .loss = "mse", .metrics = {"mae"}});
  model.fit(x[slice(0, past)], y[slice(0, past)], {.batch_size = 128, .epochs = 8});

  const Tensor later = x[slice(past, None)], truth = y[slice(past, None)];
  const auto error = [&](const Tensor& guess) {
    return ops::mean(ops::abs(guess - truth)).item<double>();
  };
  print("mean absolute error");
  print("  the mean of all", error(ops::mean(y[slice(0, past)])));
  print("  as it is now", error(later[{slice(), -1}]));
  print("  as a day ago", error(later[{slice(), kPast - kAhead - 1}]));
  print("  the network", error(model.predict(later, {.verbose = 0})));
}
