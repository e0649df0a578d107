// Fourier transforms along the last axis, or the last two: keras.ops.fft and its like. Complex
// numbers are pairs of tensors, the real and the imaginary parts. float32 and float64, computed in
// float64 and rounded once.
#pragma once
#include <optional>
#include <string>
#include <utility>

#include "keratin/base/none.h"
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

struct Complex {
  Tensor real;
  Tensor imag;
};

/// y[k] = sum over j of x[j] exp(-2 pi i j k / n) along the last axis. Throws ShapeError for parts
/// of two shapes and for too few axes, DTypeError for what is not float32 or float64.
Complex fft(const Complex& x);
/// The same along the last two axes, and the inverse of that.
Complex fft2(const Complex& x);
Complex ifft2(const Complex& x);
/// The first fft_length / 2 + 1 numbers of the transform of a real x, of which the others are the
/// conjugates. x is cut to fft_length numbers, or filled up with zeros; without one it is x's last
/// axis. Integers are computed in float32. Throws ValueError unless fft_length is positive.
Complex rfft(const Tensor& x, std::optional<int64_t> fft_length = {});
/// The inverse: fft_length real numbers; without one 2 (n - 1) for n numbers.
Tensor irfft(const Complex& x, std::optional<int64_t> fft_length = {});

/// The parts of the last axis that a window of sequence_length sees which moves on by
/// sequence_stride: [..., windows, sequence_length]. Throws ValueError unless both are positive.
Tensor extract_sequences(const Tensor& x, int64_t sequence_length, int64_t sequence_stride);

/// What the sequences of stft are multiplied by: "hann", "hamming", None or a tensor
/// [sequence_length].
class StftWindow {
 public:
  StftWindow(const char* name) : name_(name) {}              // NOLINT: implicit on purpose
  StftWindow(std::string name) : name_(std::move(name)) {}   // NOLINT
  StftWindow(NoneType) {}                                    // NOLINT
  StftWindow(Tensor values) : values_(std::move(values)) {}  // NOLINT
  /// Empty for None and for a tensor, which is undefined otherwise.
  const std::string& name() const { return name_; }
  const Tensor& values() const { return values_; }

 private:
  std::string name_;
  Tensor values_;
};

struct StftOptions {
  StftWindow window = "hann";
  bool center = true;
};
/// The transforms of the sequences of x: [..., sequences, fft_length / 2 + 1]. A sequence is in the
/// middle of fft_length numbers, the others are zero; with `center` x is mirrored at its ends, so
/// that sequence t is centered at t * sequence_stride. Throws DTypeError for what is not float32 or
/// float64, ValueError for lengths, windows and strides that do not fit.
Complex stft(const Tensor& x, int64_t sequence_length, int64_t sequence_stride, int64_t fft_length,
             const StftOptions& options = {});

struct IstftOptions {
  std::optional<int64_t> length = {};  // of the result
  StftWindow window = "hann";
  bool center = true;
};
/// The signal that stft was given: the inverse transforms are multiplied by the window, added where
/// they overlap, and divided by the squares of the windows there (Griffin and Lim, 1984).
Tensor istft(const Complex& x, int64_t sequence_length, int64_t sequence_stride, int64_t fft_length,
             const IstftOptions& options = {});

}  // namespace keratin::ops
