// Fourier transforms of the sequences that a window sees, and back.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/fourier.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/ops/take.h"
#include "keratin/tensor/config_values.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

void check_positive(const char* name, const char* what, int64_t value) {
  if (value > 0) return;
  throw_value_error(text(name, ": ", what, " must be a positive integer, received ", value));
}

struct Lengths {
  int64_t sequence, stride, fft;
};

void check_lengths(const char* name, const Lengths& lengths) {
  check_positive(name, "sequence_length", lengths.sequence);
  check_positive(name, "sequence_stride", lengths.stride);
  check_positive(name, "fft_length", lengths.fft);
  if (lengths.fft >= lengths.sequence) return;
  throw_value_error(text(name, ": fft_length must be at least sequence_length, received ",
                         lengths.fft, " and ", lengths.sequence));
}

/// a - (1 - a) cos(2 pi k / n), for k = 0, 1, ..., n - 1.
Tensor cosine_window(double a, int64_t n) {
  std::vector<double> values;
  for (int64_t k = 0; k < n; ++k) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(n);
    values.push_back(n == 1 ? 1 : a - (1 - a) * std::cos(angle));
  }
  return tensor(values);
}

/// The values of a window in the middle of fft_length, the others zero; all ones without one.
Tensor window_values(const char* name, const StftWindow& window, const Lengths& lengths,
                     DType dtype) {
  const int64_t before = (lengths.fft - lengths.sequence) / 2;
  Tensor values = window.values();
  if (window.name() == "hann") values = cosine_window(0.5, lengths.sequence);
  if (window.name() == "hamming") values = cosine_window(0.54, lengths.sequence);
  if (!values.defined()) {
    if (window.name().empty()) return ones({lengths.fft}, dtype);
    throw_value_error(text(name, ": there is no window '", window.name(), "'"),
                      {{"known", "hann, hamming"}});
  }
  if (values.shape() != Shape{lengths.sequence}) {
    throw_value_error(
        text(name, ": the window must have the shape [sequence_length], ", Shape{lengths.sequence}),
        {{"window", describe(values)}});
  }
  return pad(values.as_dtype(dtype), {{before, lengths.fft - lengths.sequence - before}});
}

/// x with `width` more numbers at both ends of the last axis, as mirrors there would show them.
Tensor mirrored(const char* name, const Tensor& x, int64_t width) {
  const int64_t n = x.shape().back(), period = std::max<int64_t>(1, 2 * (n - 1));
  if (n == 0) throw_value_error(text(name, ": there are no numbers"), {{"x", describe(x)}});
  std::vector<int64_t> places;
  for (int64_t k = -width; k < n + width; ++k) {
    const int64_t inside = ((k % period) + period) % period;
    places.push_back(std::min(inside, period - inside) % n);
  }
  return take(x, tensor(places), x.ndim() - 1);
}

/// The sum of sequences [..., count, length] that begin `stride` numbers after each other.
Tensor overlapped(const Tensor& x, int64_t stride) {
  const int64_t count = x.shape()[-2], length = x.shape()[-1];
  const int64_t parts = (length + stride - 1) / stride;
  std::vector<std::pair<int64_t, int64_t>> widths(static_cast<size_t>(x.ndim()));
  widths.back().second = parts * stride - length;
  const Tensor whole = pad(x, widths);
  const Shape flat = x.shape().erased(x.ndim() - 1).with_back(count * stride);
  widths.pop_back();
  Tensor y;
  for (int64_t part = 0; part < parts; ++part) {
    const Tensor piece = sliced(whole, x.ndim() - 1, slice(part * stride, (part + 1) * stride));
    widths.back() = {part * stride, (parts - 1 - part) * stride};
    const Tensor placed = pad(reshape(piece, flat), widths);
    y = y.defined() ? y + placed : placed;
  }
  return sliced(y, y.ndim() - 1, slice(0, std::max<int64_t>(0, stride * (count - 1)) + length));
}

ConfigValue value_of_window(const StftWindow& window) {
  if (window.values().defined()) return constant_value(window.values());
  return window.name().empty() ? ConfigValue() : ConfigValue(window.name());
}

}  // namespace

Tensor extract_sequences(const Tensor& x, int64_t sequence_length, int64_t sequence_stride) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "ExtractSequences",
         .module = "math",
         .arguments = {{}},
         .config = {{"sequence_length", sequence_length}, {"sequence_stride", sequence_stride}}},
        x, [=](const Tensors& in) {
          return extract_sequences(in[0], sequence_length, sequence_stride);
        });
  }
  check_positive("extract_sequences", "sequence_length", sequence_length);
  check_positive("extract_sequences", "sequence_stride", sequence_stride);
  if (x.ndim() == 0) {
    throw_shape_error("extract_sequences: x needs an axis", {{"x", describe(x)}});
  }
  const int64_t n = x.shape().back();
  const int64_t count = n < sequence_length ? 0 : 1 + (n - sequence_length) / sequence_stride;
  const Tensor starts = (arange(0, count, 1, int64) * sequence_stride).reshape({count, 1});
  const Tensor places = starts + arange(0, sequence_length, 1, int64).reshape({1, sequence_length});
  return take(x, places, x.ndim() - 1);
}

Complex stft(const Tensor& x, int64_t sequence_length, int64_t sequence_stride, int64_t fft_length,
             const StftOptions& options) {
  const Lengths lengths = {sequence_length, sequence_stride, fft_length};
  check_lengths("stft", lengths);
  if (is_symbolic(x)) {
    const Tensors y = symbolic_op_list(
        {.class_name = "STFT",
         .module = "math",
         .arguments = {{}},
         .config = {{"sequence_length", sequence_length},
                    {"sequence_stride", sequence_stride},
                    {"fft_length", fft_length},
                    {"window", value_of_window(options.window)},
                    {"center", options.center}}},
        x, [=](const Tensors& in) {
          const Complex one = stft(in[0], lengths.sequence, lengths.stride, lengths.fft, options);
          return Tensors{one.real, one.imag};
        });
    return {y[0], y[1]};
  }
  if (x.dtype() != float32 && x.dtype() != float64) {
    throw_dtype_error("stft: takes float32 and float64", {{"x", describe(x)}});
  }
  if (x.ndim() == 0) throw_shape_error("stft: x needs an axis", {{"x", describe(x)}});
  const Tensor window = window_values("stft", options.window, lengths, x.dtype());
  const Tensor signal = options.center ? mirrored("stft", x, fft_length / 2) : x;
  if (signal.shape().back() < fft_length && x.device() != kMeta) {
    throw_value_error("stft: the signal is shorter than fft_length",
                      {{"x", describe(x)}, {"fft_length", text(fft_length)}});
  }
  return rfft(extract_sequences(signal, fft_length, sequence_stride) * window);
}

namespace {

/// The numbers of `y` that the options ask for.
Tensor cut_to(const Tensor& y, int64_t fft_length, const IstftOptions& options) {
  const int64_t margin = options.center ? fft_length / 2 : 0, n = y.shape().back();
  const int64_t begin = std::min(margin, n);
  const int64_t end = options.length ? std::min(begin + *options.length, n) : n - margin;
  return sliced(y, y.ndim() - 1, slice(begin, std::max(begin, end)));
}

}  // namespace

Tensor istft(const Complex& x, int64_t sequence_length, int64_t sequence_stride, int64_t fft_length,
             const IstftOptions& options) {
  const Lengths lengths = {sequence_length, sequence_stride, fft_length};
  check_lengths("istft", lengths);
  if (options.length && *options.length < 0) {
    throw_value_error(text("istft: length must not be negative, received ", *options.length));
  }
  if (x.real.defined() && x.imag.defined() && (is_symbolic(x.real) || is_symbolic(x.imag))) {
    const ConfigValue length = options.length ? ConfigValue(*options.length) : ConfigValue();
    return symbolic_op(
        {.class_name = "ISTFT",
         .module = "math",
         .arguments = {ConfigValue::List(2)},
         .config = {{"sequence_length", sequence_length},
                    {"sequence_stride", sequence_stride},
                    {"fft_length", fft_length},
                    {"length", length},
                    {"window", value_of_window(options.window)},
                    {"center", options.center}}},
        {x.real, x.imag}, [=](const Tensors& in) {
          return istft({in[0], in[1]}, lengths.sequence, lengths.stride, lengths.fft, options);
        });
  }
  if (x.real.defined() && x.real.ndim() < 2) {
    throw_shape_error("istft: x needs at least two axes", {{"x", describe(x.real)}});
  }
  const Tensor sequences = irfft(x, fft_length);
  const Tensor window = window_values("istft", options.window, lengths, sequences.dtype());
  const int64_t count = sequences.shape()[-2];
  if (count == 0) throw_value_error("istft: there are no sequences", {{"x", describe(x.real)}});
  const Tensor squares =
      overlapped(tile(expand_dims(window * window, 0), {count, 1}), sequence_stride);
  Tensor y = overlapped(sequences * window, sequence_stride) /
             where(squares > 1e-10, squares, Scalar(1.0));
  // Without a window Keras divides by the stride what it multiplied by the sum of the ones.
  const bool has_window = !options.window.name().empty() || options.window.values().defined();
  if (!has_window) {
    y = y * (static_cast<double>(fft_length) / static_cast<double>(sequence_stride));
  }
  return cut_to(y, fft_length, options);
}

}  // namespace keratin::ops
