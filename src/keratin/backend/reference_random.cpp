// The random numbers of the reference backend: each one a function of the key and its index.
#include <cmath>
#include <numbers>

#include "keratin/backend/elements_internal.h"
#include "keratin/backend/reference_internal.h"

namespace keratin {
namespace {

/// A standard normal number from two words (Box and Muller, 1958).
double normal_from(uint32_t first, uint32_t second) {
  const double u = (static_cast<double>(first) + 1) * 0x1p-32;  // in (0, 1]
  const double angle = 2 * std::numbers::pi * static_cast<double>(second) * 0x1p-32;
  return std::sqrt(-2 * std::log(u)) * std::cos(angle);
}

/// A normal number between -2 and 2: the first one that lies there (rejects 4.6 %).
double truncated_normal_at(const RandomKey& key, uint64_t index) {
  // Attempts are counted in the upper bits of the block number, so that no two elements share one.
  for (uint64_t attempt = 0;; ++attempt) {
    const auto words = philox(key, index + (attempt << 48));
    for (int pair = 0; pair < 2; ++pair) {
      const auto at = static_cast<size_t>(2 * pair);
      const double z = normal_from(words[at], words[at + 1]);
      if (std::abs(z) <= 2) return z;
    }
  }
}

double uniform_at(const RandomKey& key, uint64_t index, bool wide) {
  if (!wide) return static_cast<double>(uniform_float(philox(key, index / 4)[index % 4]));
  const auto words = philox(key, index / 2);
  const size_t at = 2 * (index % 2);
  return uniform_double(words[at], words[at + 1]);
}

/// uniform_at for indices that mostly stand beside each other: a block of words is made once.
class Uniforms {
 public:
  Uniforms(const RandomKey& key, bool wide) : key_(key), shift_(wide ? 1 : 2) {}

  double at(uint64_t index) {
    if (index >> shift_ != block_) {
      block_ = index >> shift_;
      words_ = philox(key_, block_);
    }
    if (shift_ == 2) return static_cast<double>(uniform_float(words_[index & 3]));
    const size_t at = 2 * (index & 1);
    return uniform_double(words_[at], words_[at + 1]);
  }

 private:
  RandomKey key_;
  int shift_;  // a block has 2^shift_ numbers
  uint64_t block_ = UINT64_MAX;
  std::array<uint32_t, 4> words_ = {};
};

double draw(Distribution distribution, double a, double b, const RandomKey& key, uint64_t index,
            bool wide) {
  switch (distribution) {
    case Distribution::uniform: return a + (b - a) * uniform_at(key, index, wide);
    case Distribution::normal: {
      const auto words = philox(key, index / 2);
      const size_t at = 2 * (index % 2);
      return a + b * normal_from(words[at], words[at + 1]);
    }
    case Distribution::truncated_normal: return a + b * truncated_normal_at(key, index);
    case Distribution::integers: return std::floor(a + (b - a) * uniform_at(key, index, true));
    case Distribution::bernoulli: break;
  }
  return uniform_at(key, index, wide) < a ? 1 : 0;
}

}  // namespace

void ReferenceBackend::run(const RandomCall& call) {
  const View& y = call.y;
  visit_dtype(y.dtype, [&](auto tag) {
    using T = decltype(tag);
    T* to = static_cast<T*>(y.data);
    const bool wide = y.dtype == float64;
    const auto size = static_cast<uint64_t>(y.shape.size());
    for (uint64_t i = 0; i < size; ++i) {
      const double value = draw(call.distribution, call.a, call.b, call.key, i, wide);
      if constexpr (std::is_same_v<T, bool>) {
        to[i] = value != 0;
      } else {
        auto number = static_cast<reference::Compute<T>>(value);
        // Rounding to a narrow type must not reach the open end of [a, b).
        if (call.distribution == Distribution::uniform && call.b > call.a &&
            static_cast<double>(number) >= call.b) {
          number = static_cast<reference::Compute<T>>(call.a);
        }
        to[i] = T(number);
      }
    }
  });
}

void ReferenceBackend::dropout_rows(const DropoutCall& call, int64_t first) {
  const ConstView& x = call.x;
  Strides steps = row_major_strides(call.shape);
  for (int axis = 0; axis < steps.rank(); ++axis) {
    if (call.shape[axis] == 1) steps[axis] = 0;
  }
  const int64_t begin = steps.empty() ? 0 : first * steps[0];
  const int64_t step = reference::last_step(steps);
  const int64_t step_x = reference::last_step(x.strides);
  const int64_t step_y = reference::last_step(call.y.strides);
  const double keep = 1 - call.rate;
  Uniforms uniforms(call.key, x.dtype == float64);
  visit_dtype(x.dtype, [&](auto tag) {
    using T = decltype(tag);
    using C = reference::Compute<T>;
    if constexpr (std::is_floating_point_v<C>) {
      const C scale(T(static_cast<C>(1 / keep)));
      reference::for_each_run<3>(
          x.shape, {steps, x.strides, call.y.strides}, [&](const auto& at, int64_t n) {
            const T* from = static_cast<const T*>(x.data) + at[1];
            T* to = static_cast<T*>(call.y.data) + at[2];
            for (int64_t i = 0; i < n; ++i) {
              const double u = uniforms.at(static_cast<uint64_t>(begin + at[0] + i * step));
              to[i * step_y] =
                  T(static_cast<C>(from[i * step_x]) * (static_cast<C>(u < keep) * scale));
            }
          });
    }
  });
}

void ReferenceBackend::run(const DropoutCall& call) { dropout_rows(call, 0); }

}  // namespace keratin
