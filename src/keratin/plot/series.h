// Numbers to draw: what plot, bar, scatter and hist take, whatever the caller keeps them in.
#pragma once
#include <concepts>
#include <initializer_list>
#include <vector>

#include "keratin/base/concepts.h"
#include "keratin/tensor/tensor.h"

namespace keratin::plot {

/// A tensor of any shape (its elements in row-major order), a vector of numbers, or a list of them.
class Series {
 public:
  Series() = default;
  Series(const Tensor& values) : values_(values.to_vector<double>()) {}  // NOLINT: implicit
  template <Arithmetic T>
  Series(const std::vector<T>& values) : values_(values.begin(), values.end()) {}  // NOLINT
  Series(std::initializer_list<double> values) : values_(values) {}  // NOLINT: implicit

  size_t size() const { return values_.size(); }
  double operator[](size_t i) const { return values_[i]; }
  const std::vector<double>& values() const { return values_; }

 private:
  std::vector<double> values_;
};

}  // namespace keratin::plot
