// Fourier transforms along the last axis (calls.h says what holds for all calls).
#pragma once
#include "keratin/backend/call_views.h"

namespace keratin {

/// y[k] = scale * sum over j of x[j] exp(-+ 2 pi i j k / length) along the last axis: - as it
/// stands, + with is_inverse. Of x the first `length` numbers count, missing ones are zero; y has
/// as many numbers as it has room for, at most `length`. Numbers are pairs of views, the real and
/// the imaginary parts; without one of x's those are zero. With is_half x is the first half of a
/// spectrum, length / 2 + 1 numbers, of which the rest are the conjugates, and the first and the
/// middle one are real. float32 and float64, computed in float64 and rounded once.
struct FourierCall {
  ConstView real;
  std::optional<ConstView> imaginary = {};
  int64_t length = 0;
  bool is_inverse = false;
  bool is_half = false;
  double scale = 1;
  View y_real;
  std::optional<View> y_imaginary = {};
  static constexpr auto name = "fourier";
  using Views = ViewList<&FourierCall::real, &FourierCall::imaginary, &FourierCall::y_real,
                         &FourierCall::y_imaginary>;
  bool operator==(const FourierCall&) const = default;
};

}  // namespace keratin
