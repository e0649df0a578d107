// The random numbers of the reference backend: each one a function of the key and its index.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "keratin/backend/elements_internal.h"
#include "keratin/backend/random_range_internal.h"
#include "keratin/backend/reference_internal.h"

namespace keratin {
namespace reference {
namespace {

/// A standard normal number from two words (Box and Muller, 1958).
double normal_from(uint32_t first, uint32_t second) {
  const double u = (static_cast<double>(first) + 1) * 0x1p-32;  // in (0, 1]
  const double angle = 2 * std::numbers::pi * static_cast<double>(second) * 0x1p-32;
  return std::sqrt(-2 * std::log(u)) * std::cos(angle);
}

/// A normal number between -2 and 2: the first one that lies there (rejects 4.6 %).
double truncated_normal_at(const RandomKey& key, uint64_t index, std::array<uint32_t, 4> words) {
  // Attempts are counted in the upper bits of the block number, so that no two elements share one.
  for (uint64_t attempt = 1;; ++attempt) {
    for (size_t at = 0; at < 4; at += 2) {
      const double z = normal_from(words[at], words[at + 1]);
      if (std::abs(z) <= 2) return z;
    }
    words = philox(key, index + (attempt << 48));
  }
}

/// The number with that index; `words` are those of its block.
using Number = double (*)(const Draw& draw, uint64_t index, const std::array<uint32_t, 4>& words);

double narrow_uniform(uint64_t index, const std::array<uint32_t, 4>& words) {
  return static_cast<double>(uniform_float(words[index % 4]));
}
double wide_uniform(uint64_t index, const std::array<uint32_t, 4>& words) {
  const size_t at = 2 * (index % 2);
  return uniform_double(words[at], words[at + 1]);
}

/// Uniform numbers by their index; indices mostly stand beside each other, so a block of words is
/// made once.
class Uniforms {
 public:
  Uniforms(const RandomKey& key, bool wide) : key_(key), shift_(wide ? 1 : 2) {}

  double at(uint64_t index) {
    if (index >> shift_ != block_) {
      block_ = index >> shift_;
      words_ = philox(key_, block_);
    }
    return shift_ == 2 ? narrow_uniform(index, words_) : wide_uniform(index, words_);
  }

 private:
  RandomKey key_;
  int shift_;  // a block has 2^shift_ numbers
  uint64_t block_ = UINT64_MAX;
  std::array<uint32_t, 4> words_ = {};
};

/// A distribution: how many of its numbers come from one block, and each of them.
struct Source {
  uint64_t numbers_in_block;
  Number number;
};

Source source_of(Distribution distribution, bool is_wide) {
  using Words = std::array<uint32_t, 4>;
  switch (distribution) {
    case Distribution::uniform:
      if (is_wide) {
        return {2, [](const Draw& draw, uint64_t index, const Words& words) {
                  return draw.a + (draw.b - draw.a) * wide_uniform(index, words);
                }};
      }
      return {4, [](const Draw& draw, uint64_t index, const Words& words) {
                return draw.a + (draw.b - draw.a) * narrow_uniform(index, words);
              }};
    case Distribution::normal:
      return {2, [](const Draw& draw, uint64_t index, const Words& words) {
                const size_t at = 2 * (index % 2);
                return draw.a + draw.b * normal_from(words[at], words[at + 1]);
              }};
    case Distribution::truncated_normal:
      return {1, [](const Draw& draw, uint64_t index, const Words& words) {
                return draw.a + draw.b * truncated_normal_at(draw.key, index, words);
              }};
    case Distribution::integers:
      return {2, [](const Draw& draw, uint64_t index, const Words& words) {
                return std::floor(draw.a + (draw.b - draw.a) * wide_uniform(index, words));
              }};
    case Distribution::bernoulli: break;
  }
  if (is_wide) {
    return {2, [](const Draw& draw, uint64_t index, const Words& words) {
              return wide_uniform(index, words) < draw.a ? 1.0 : 0.0;
            }};
  }
  return {4, [](const Draw& draw, uint64_t index, const Words& words) {
            return narrow_uniform(index, words) < draw.a ? 1.0 : 0.0;
          }};
}

/// The number as an element. Rounding to a narrow type must not reach the open end of [a, b).
template <class T>
T element(const Draw& draw, double value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value != 0;
  } else {
    auto number = static_cast<Compute<T>>(value);
    if (draw.distribution == Distribution::uniform && draw.b > draw.a &&
        static_cast<double>(number) >= draw.b) {
      number = static_cast<Compute<T>>(draw.a);
    }
    return T(number);
  }
}

}  // namespace

void draw_range(const Draw& draw, int64_t begin, int64_t end, const View& y) {
  const Source source = source_of(draw.distribution, y.dtype == DType::float64);
  visit_dtype(y.dtype, [&](auto tag) {
    using T = decltype(tag);
    T* to = static_cast<T*>(y.data);
    auto index = static_cast<uint64_t>(begin);
    const auto last = static_cast<uint64_t>(end);
    while (index < last) {
      const uint64_t block = index / source.numbers_in_block;
      const std::array<uint32_t, 4> words = philox(draw.key, block);
      const uint64_t next = std::min(last, (block + 1) * source.numbers_in_block);
      for (; index < next; ++index) to[index] = element<T>(draw, source.number(draw, index, words));
    }
  });
}

}  // namespace reference

void ReferenceBackend::run(const RandomCall& call) {
  reference::draw_range({call.distribution, call.a, call.b, call.key}, 0, call.y.shape.size(),
                        call.y);
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
  reference::Uniforms uniforms(call.key, x.dtype == float64);
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
