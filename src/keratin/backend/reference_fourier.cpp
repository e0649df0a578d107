// Fourier transforms of the reference backend: the one file that knows kissfft.
#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <optional>
#include <vector>

#include <kissfft/kissfft.hh>

#include "keratin/backend/reference_internal.h"
#include "keratin/backend/reference_tasks_internal.h"
#include "keratin/base/memory.h"

namespace keratin {
namespace {

using Complex = std::complex<double>;
using Numbers = std::vector<Complex, RecycledAllocator<Complex>>;

constexpr int64_t kMostFactor = 64;

int64_t largest_prime_factor(int64_t n) {
  int64_t largest = 1;
  for (int64_t p = 2; p * p <= n; ++p) {
    while (n % p == 0) n /= p, largest = p;
  }
  return std::max(largest, n);
}

int64_t power_of_two_above(int64_t n) {
  int64_t power = 1;
  while (power < n) power *= 2;
  return power;
}

/// A length with a large prime factor, for which kissfft takes n times that factor, as a
/// convolution with a chirp (Bluestein, 1970).
class Chirp {
 public:
  Chirp(int64_t n, bool is_inverse)
      : room_(static_cast<size_t>(power_of_two_above(2 * n - 1))),
        spectrum_(room_.size()),
        kernel_(room_.size()),
        forward_(room_.size(), false),
        backward_(room_.size(), true) {
    const double sign = is_inverse ? 1 : -1;
    int64_t square = 0;  // k^2 modulo 2 n: the angle stays small and exact
    for (int64_t k = 0; k < n; ++k) {
      factors_.push_back(std::polar(
          1.0, sign * std::numbers::pi * static_cast<double>(square) / static_cast<double>(n)));
      square = (square + 2 * k + 1) % (2 * n);
    }
    for (size_t k = 0; k < factors_.size(); ++k) {
      room_[k] = std::conj(factors_[k]);
      if (k > 0) room_[room_.size() - k] = room_[k];
    }
    forward_.transform(room_.data(), kernel_.data());
  }

  void transform(const Complex* x, Complex* y) {
    std::fill(room_.begin(), room_.end(), Complex());
    for (size_t k = 0; k < factors_.size(); ++k) room_[k] = x[k] * factors_[k];
    forward_.transform(room_.data(), spectrum_.data());
    for (size_t k = 0; k < room_.size(); ++k) spectrum_[k] *= kernel_[k];
    backward_.transform(spectrum_.data(), room_.data());
    const double scale = 1 / static_cast<double>(room_.size());
    for (size_t k = 0; k < factors_.size(); ++k) y[k] = room_[k] * factors_[k] * scale;
  }

 private:
  Numbers room_, spectrum_, kernel_, factors_;
  kissfft<double> forward_, backward_;
};

class Transform {
 public:
  Transform(int64_t n, bool is_inverse) {
    if (largest_prime_factor(n) > kMostFactor) {
      chirp_.emplace(n, is_inverse);
    } else {
      plain_.emplace(static_cast<size_t>(n), is_inverse);
    }
  }
  void operator()(const Complex* x, Complex* y) {
    chirp_ ? chirp_->transform(x, y) : plain_->transform(x, y);
  }

 private:
  std::optional<Chirp> chirp_;
  std::optional<kissfft<double>> plain_;
};

/// One part, real or imaginary, of line `line` of a stack: set(k, number) for its first `most`.
template <class T, class Set>
void read_part(const ConstView& view, int64_t line, int64_t most, Set set) {
  const T* from = static_cast<const T*>(view.data) + reference::offset_in_stack(view, line, 1);
  const int64_t count = std::min(most, view.shape[-1]), step = view.strides[-1];
  for (int64_t k = 0; k < count; ++k) {
    set(static_cast<size_t>(k), static_cast<double>(from[k * step]));
  }
}

template <class T, class Get>
void write_part(const View& view, int64_t line, Get get) {
  T* to = static_cast<T*>(view.data) + reference::offset_in_stack(view, line, 1);
  const int64_t count = view.shape[-1], step = view.strides[-1];
  for (int64_t k = 0; k < count; ++k) to[k * step] = static_cast<T>(get(static_cast<size_t>(k)));
}

template <class T>
void load_line(const FourierCall& call, int64_t line, Numbers& x) {
  std::fill(x.begin(), x.end(), Complex());
  const int64_t most = call.is_half ? call.length / 2 + 1 : call.length;
  read_part<T>(call.real, line, most, [&](size_t k, double part) { x[k].real(part); });
  if (call.imaginary) {
    read_part<T>(*call.imaginary, line, most, [&](size_t k, double part) { x[k].imag(part); });
  }
  if (!call.is_half) return;
  x[0].imag(0);
  if (x.size() % 2 == 0) x[x.size() / 2].imag(0);
  for (size_t k = 1; 2 * k < x.size(); ++k) x[x.size() - k] = std::conj(x[k]);
}

template <class T>
void transform_lines(const FourierCall& call, int64_t begin, int64_t end) {
  Transform transform(call.length, call.is_inverse);
  Numbers x(static_cast<size_t>(call.length)), y(x.size());
  for (int64_t line = begin; line < end; ++line) {
    load_line<T>(call, line, x);
    transform(x.data(), y.data());
    write_part<T>(call.y_real, line, [&](size_t k) { return y[k].real() * call.scale; });
    if (!call.y_imaginary) continue;
    write_part<T>(*call.y_imaginary, line, [&](size_t k) { return y[k].imag() * call.scale; });
  }
}

}  // namespace

namespace reference {

TaskList tasks_of(const FourierCall& call) {
  return {.count = call.length == 0 ? 0 : stack_size(call.y_real.shape, 1),
          .work = std::max<int64_t>(1, call.length)};
}

void run_tasks(const FourierCall& call, int64_t begin, int64_t end) {
  if (begin == end) return;
  if (call.real.dtype == DType::float32) return transform_lines<float>(call, begin, end);
  transform_lines<double>(call, begin, end);
}

}  // namespace reference
}  // namespace keratin
