#include "keratin/ops/signal_windows.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "keratin/backend/config.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

/// value(place) for n places from 0 to 1, both included.
template <class Value>
Tensor sampled_window(const char* name, int64_t n, Value value) {
  if (n < 0) throw_value_error(text(name, ": a window has no ", n, " points"));
  std::vector<double> values;
  for (int64_t k = 0; k < n; ++k) {
    values.push_back(n == 1 ? 1.0 : value(static_cast<double>(k) / static_cast<double>(n - 1)));
  }
  return tensor(values).as_dtype(config::floatx());
}

double wave(double place) { return std::cos(2 * std::numbers::pi * place); }

}  // namespace

Tensor bartlett(int64_t x) {
  return sampled_window("bartlett", x, [](double place) { return 1 - std::abs(2 * place - 1); });
}
Tensor blackman(int64_t x) {
  return sampled_window("blackman", x, [](double place) {
    return 0.42 - 0.5 * wave(place) + 0.08 * wave(2 * place);
  });
}
Tensor hamming(int64_t x) {
  return sampled_window("hamming", x, [](double place) { return 0.54 - 0.46 * wave(place); });
}
Tensor hanning(int64_t x) {
  return sampled_window("hanning", x, [](double place) { return 0.5 - 0.5 * wave(place); });
}
Tensor kaiser(int64_t x, double beta) {
  return sampled_window("kaiser", x, [beta](double place) {
    const double side = 2 * place - 1;
    const double height = std::abs(beta) * std::sqrt(std::max(0.0, 1 - side * side));
    return std::cyl_bessel_i(0.0, height) / std::cyl_bessel_i(0.0, std::abs(beta));
  });
}

}  // namespace keratin::ops
