// Products of vectors and matrices that are made of others, and what is computed of them.
#pragma once
#include <optional>

#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// The sums of products over the last axes: a [..., n], b [..., n] -> [a's others..., b's
/// others...]; a * b where one of them is a scalar. Throws ShapeError for other last axes.
Tensor inner(const Tensor& a, const Tensor& b);
/// The sum of the products of all elements, in row-major order. Throws ShapeError for other sizes.
Tensor vdot(const Tensor& a, const Tensor& b);
/// Kronecker's product: each element of a times all of b; [m, n] and [p, q] -> [m p, n q]. The one
/// with fewer axes gets axes of length 1 in front.
Tensor kron(const Tensor& a, const Tensor& b);

struct CrossOptions {
  int axisa = -1, axisb = -1, axisc = -1;  // of the vectors in a, in b and in the result
  std::optional<int> axis = {};            // all three
};
/// The vector product of vectors of 3, or of 2, whose third is then 0; of two of 2 the third
/// element alone, without an axis. The other axes are broadcast. Throws ShapeError for other
/// lengths.
Tensor cross(const Tensor& a, const Tensor& b, const CrossOptions& options = {});

struct VanderOptions {
  std::optional<int64_t> N = {};  // how many columns; as many as x has elements
  bool increasing = false;
};
/// The powers of each element, [len, N]: x^(N - 1), ..., x, 1, or in ascending order. Throws
/// ShapeError for an x that is no vector, ValueError for a negative N.
Tensor vander(const Tensor& x, const VanderOptions& options = {});

struct TrapezoidOptions {
  Tensor x = {};  // where y was taken; else at a distance of dx
  double dx = 1;
  int axis = -1;
};
/// The integral along an axis by the trapezoidal rule: the sum of the means of neighbours times
/// their distance. x is a vector as long as the axis, or of y's shape.
Tensor trapezoid(const Tensor& y, const TrapezoidOptions& options = {});

}  // namespace keratin::ops
