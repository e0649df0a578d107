// The length of vectors and matrices, and the distances of vectors.
#pragma once
#include <concepts>
#include <optional>
#include <string>

#include "keratin/base/none.h"
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// Which norm: None, a number, infinity too, "fro" or "nuc".
class NormOrder {
 public:
  NormOrder(NoneType = None) {}  // NOLINT: implicit on purpose
  template <class N>
  requires std::integral<N> || std::floating_point<N> NormOrder(N number)  // NOLINT
      : number_(static_cast<double>(number)) {}
  NormOrder(const char* name) : name_(name) {}             // NOLINT
  NormOrder(std::string name) : name_(std::move(name)) {}  // NOLINT
  const std::optional<double>& number() const { return number_; }
  const std::string& name() const { return name_; }
  bool is_none() const { return !number_ && name_.empty(); }

 private:
  std::optional<double> number_;
  std::string name_;
};

struct NormOptions {
  NormOrder ord = None;
  Axes axis = {};  // none: all
  bool keepdims = false;
};
/// Without ord sqrt(sum(x^2)). Over one axis, or all of x with one axis: sum(|x|^ord)^(1 / ord),
/// the largest and the smallest |x| for infinity and -infinity, how many are not zero for 0. Over
/// two, the rows and the columns of matrices: the largest sum of a column's |x| for 1, of a row's
/// for infinity, and the smallest for -1 and -infinity; the largest and the smallest singular value
/// for 2 and -2, their sum for "nuc"; "fro" is None. Throws ValueError for other orders and for
/// more axes. In float32 of integers.
Tensor norm(const Tensor& x, const NormOptions& options = {});

/// The distances of all pairs of vectors: x [..., m, n], y [..., k, n] -> [..., m, k], of which
/// element i, j is sqrt(sum((x[i] - y[j])^2)); the axes in front are broadcast. In float32 of
/// integers. The slope of a distance of 0 is NaN, as in Keras. Throws ShapeError for vectors, for
/// other last axes, and for axes that cannot be broadcast.
Tensor cdist(const Tensor& x, const Tensor& y);

namespace linalg {
using ops::norm;
}

}  // namespace keratin::ops
