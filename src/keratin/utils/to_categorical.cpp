#include "keratin/utils/to_categorical.h"

#include <algorithm>
#include <cmath>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/tensor/creation.h"

namespace keratin::utils {

Tensor to_categorical(const Tensor& labels, int64_t num_classes) {
  std::vector<int64_t> classes;
  if (is_floating(labels.dtype())) {
    for (const double value : labels.to_vector<double>()) {
      if (!(value == std::floor(value) && std::abs(value) < 0x1p63)) {
        throw_value_error(text("to_categorical: labels must be whole numbers, received ", value));
      }
      classes.push_back(static_cast<int64_t>(value));
    }
  } else {
    classes = labels.to_vector<int64_t>();
  }
  int64_t largest = -1;
  for (const int64_t label : classes) {
    if (label < 0) throw_value_error(text("to_categorical: the label ", label, " is negative"));
    largest = std::max(largest, label);
  }
  const int64_t width = num_classes < 0 ? largest + 1 : num_classes;
  if (largest >= width) {
    throw_value_error(text("to_categorical: the label ", largest, " is outside the ", width,
                           " classes (0 to ", width - 1, ")"));
  }
  Shape shape = labels.shape();
  if (shape.rank() > 1 && shape.back() == 1) shape = shape.erased(shape.rank() - 1);
  shape.push_back(width);
  Tensor y = zeros(shape);
  float* at = y.mutable_data<float>();
  for (const int64_t label : classes) {
    at[label] = 1;
    at += width;
  }
  return y;
}

namespace {

double norm_of(const double* x, int64_t length, int64_t step, double order) {
  double sum = 0, largest = 0;
  for (int64_t i = 0; i < length; ++i) {
    const double value = std::abs(x[i * step]);
    largest = std::max(largest, value);
    sum += order == 1 ? value : order == 2 ? value * value : std::pow(value, order);
  }
  if (std::isinf(order)) return largest;
  return order == 1 ? sum : order == 2 ? std::sqrt(sum) : std::pow(sum, 1 / order);
}

}  // namespace

Tensor normalize(const Tensor& x, int axis, double order) {
  if (!(order > 0)) throw_value_error(text("normalize: order must be positive, received ", order));
  const int at = normalize_axis("normalize", axis, x.shape());
  std::vector<double> values = x.to_vector<double>();
  const int64_t length = x.shape()[at];
  const int64_t step = row_major_strides(x.shape())[at];
  for (int64_t i = 0; i < static_cast<int64_t>(values.size()); ++i) {
    if (i / step % length != 0) continue;  // only where a line begins
    double* line = values.data() + i;
    const double norm = norm_of(line, length, step, order);
    for (int64_t j = 0; norm != 0 && j < length; ++j) line[j * step] /= norm;
  }
  if (x.dtype() == float64) return tensor(values, x.shape());
  return tensor(std::vector<float>(values.begin(), values.end()), x.shape());
}

}  // namespace keratin::utils
