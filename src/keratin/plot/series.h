// Numbers to draw: what plot, bar, scatter and hist take, whatever the caller keeps them in.
#pragma once
#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "keratin/base/concepts.h"
#include "keratin/tensor/tensor.h"

namespace keratin::plot {

/// A tensor of any shape (its elements in row-major order), a vector of numbers, a list of them.
/// Words instead of numbers name places on the axis.
class Series {
 public:
  Series() = default;
  Series(const Tensor& values) : values_(values.to_vector<double>()) {}  // NOLINT: implicit
  template <Arithmetic T>
  Series(const std::vector<T>& values) : values_(values.begin(), values.end()) {}  // NOLINT
  Series(std::initializer_list<double> values) : values_(values) {}  // NOLINT: implicit
  Series(const std::vector<std::string>& words)                      // NOLINT: implicit
      : values_(words.size()), words_(words) {}
  template <class T>
  requires std::convertible_to<const T&, std::string_view> Series(
      std::initializer_list<T> words)  // NOLINT: implicit
      : values_(words.size()), words_(words.begin(), words.end()) {}

  size_t size() const { return values_.size(); }
  double operator[](size_t i) const { return values_[i]; }
  /// Zeros where the series is words.
  const std::vector<double>& values() const { return values_; }
  const std::vector<std::string>& words() const { return words_; }

 private:
  std::vector<double> values_;
  std::vector<std::string> words_;
};

}  // namespace keratin::plot
