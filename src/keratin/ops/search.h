// Places of numbers among others, counts of them, and places as indices.
#pragma once
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// int32: where each value would go in, so that sorted_sequence [n] stays in order: in front of its
/// equals, or behind them on the side "right". NaN is above all numbers. Throws ShapeError for
/// another number of axes, ValueError for another side.
Tensor searchsorted(const Tensor& sorted_sequence, const Tensor& values,
                    std::string_view side = "left");
/// int32: in which of the bins, whose edges rise or fall, x lies: how many edges are not above it,
/// or above it where they fall, as NumPy's digitize.
Tensor digitize(const Tensor& x, const Tensor& bins);

struct HistogramOptions {
  int64_t bins = 10;
  std::optional<std::pair<double, double>> range = {};  // the smallest and the largest x
};
struct Histogram {
  Tensor counts;  // [bins]
  Tensor edges;   // [bins + 1]
};
/// How many elements lie in each of `bins` equal parts of the range; the last one has its end too.
/// In x's dtype, float32 of integers. Throws ValueError for negative bins and for a range that does
/// not rise.
Histogram histogram(const Tensor& x, const HistogramOptions& options = {});

struct BincountOptions {
  Tensor weights = {};
  int64_t minlength = 0;
};
/// How often each whole number comes in x [n], int32, or the sum of the weights [n] of those that
/// are it; negative ones count as 0. At least minlength numbers, and as many as the largest asks
/// for, which is read. Throws DTypeError unless x holds integers.
Tensor bincount(const Tensor& x, const BincountOptions& options = {});

/// The index along each axis of the elements at flat places of a tensor of that shape; negative
/// places count from the end, those outside are taken for the nearest one inside.
std::vector<Tensor> unravel_index(const Tensor& indices, const Shape& shape);

/// The same bytes as another dtype; the last axis shrinks or grows with the size of an element.
/// Throws ShapeError when its bytes do not come out even.
Tensor view(const Tensor& x, DTypeLike dtype);

}  // namespace keratin::ops
