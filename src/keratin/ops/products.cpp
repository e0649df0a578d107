#include "keratin/ops/products.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/filled.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/node.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/config_values.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

/// Both in the dtype that they have in common.
struct CommonPair {
  Tensor a, b;
  CommonPair(const Tensor& x, const Tensor& y)
      : a(x.as_dtype(promote(x.dtype(), y.dtype()))),
        b(y.as_dtype(promote(x.dtype(), y.dtype()))) {}
};

/// x with axes of length 1 in front, so that there are `rank`.
Tensor with_rank(const Tensor& x, int rank) {
  Shape shape = x.shape();
  while (shape.rank() < rank) shape = shape.inserted(0, 1);
  return reshape(x, shape);
}

}  // namespace

Tensor inner(const Tensor& a, const Tensor& b) {
  if (a.ndim() == 0 || b.ndim() == 0) return a * b;
  const int64_t length = a.shape().back();
  if (length != b.shape().back()) {
    throw_shape_error("inner: the last axes must be equally long",
                      {{"a", text(a.shape())}, {"b", text(b.shape())}});
  }
  const CommonPair pair(a, b);
  Shape shape = a.shape().erased(a.ndim() - 1);
  for (int i = 0; i + 1 < b.ndim(); ++i) shape.push_back(b.shape()[i]);
  const auto as_rows = [&](const Tensor& x) {
    int64_t rows = 1;
    for (int i = 0; i + 1 < x.ndim(); ++i) rows *= x.shape()[i];
    return reshape(x, {rows, length});
  };
  return reshape(matmul(as_rows(pair.a), transpose(as_rows(pair.b), {1, 0})), shape);
}

Tensor vdot(const Tensor& a, const Tensor& b) {
  if (a.size() != b.size()) {
    throw_shape_error("vdot: both must have as many elements",
                      {{"a", text(a.shape())}, {"b", text(b.shape())}});
  }
  return inner(flatten(a), flatten(b));
}

Tensor kron(const Tensor& a, const Tensor& b) {
  const int rank = std::max(a.ndim(), b.ndim());
  const Tensor x = with_rank(a, rank), y = with_rank(b, rank);
  Shape of_x, of_y, product;  // [m, 1, n, 1, ...] and [1, p, 1, q, ...]
  for (int i = 0; i < rank; ++i) {
    of_x.push_back(x.shape()[i]);
    of_x.push_back(1);
    of_y.push_back(1);
    of_y.push_back(y.shape()[i]);
    product.push_back(x.shape()[i] * y.shape()[i]);
  }
  return reshape(reshape(x, of_x) * reshape(y, of_y), product);
}

Tensor cross(const Tensor& a, const Tensor& b, const CrossOptions& options) {
  if (is_symbolic(a) || is_symbolic(b)) {
    return symbolic_op({.class_name = "Cross",
                        .arguments = {{}, {}},
                        .config = {{"axisa", options.axisa},
                                   {"axisb", options.axisb},
                                   {"axisc", options.axisc},
                                   {"axis", to_value(options.axis)}}},
                       {a, b},
                       [options](const Tensors& in) { return cross(in[0], in[1], options); });
  }
  const int last = options.axis.value_or(options.axisc);
  const Tensor x = moveaxis(a, options.axis.value_or(options.axisa), -1),
               y = moveaxis(b, options.axis.value_or(options.axisb), -1);
  const int64_t m = x.shape().back(), n = y.shape().back();
  if ((m != 2 && m != 3) || (n != 2 && n != 3)) {
    throw_shape_error("cross: vectors have 2 or 3 elements",
                      {{"a", text(a.shape())}, {"b", text(b.shape())}});
  }
  const auto at = [](const Tensor& v, int64_t i) {
    return squeeze(sliced(v, v.ndim() - 1, slice(i, i + 1)), -1);
  };
  const Tensor third = at(x, 0) * at(y, 1) - at(x, 1) * at(y, 0);
  if (m == 2 && n == 2) return third;
  // What has no third element has a zero there, whose products are left out.
  const auto difference = [&](bool has_first, const Tensor& first_a, const Tensor& first_b,
                              bool has_second, const Tensor& second_a, const Tensor& second_b) {
    if (has_first && has_second) return first_a * first_b - second_a * second_b;
    return has_first ? first_a * first_b : -(second_a * second_b);
  };
  const Tensor none;
  const Tensor a2 = m == 3 ? at(x, 2) : none, b2 = n == 3 ? at(y, 2) : none;
  const Tensor first = difference(n == 3, at(x, 1), b2, m == 3, a2, at(y, 1));
  const Tensor second = difference(m == 3, a2, at(y, 0), n == 3, at(x, 0), b2);
  return moveaxis(stack({first, second, third}, -1), -1, last);
}

Tensor vander(const Tensor& x, const VanderOptions& options) {
  if (x.ndim() != 1) {
    throw_shape_error(
        text("vander: Input tensor must be 1-dimensional. Received: input.shape=", x.shape()));
  }
  const int64_t columns = options.N.value_or(x.len());
  if (columns < 0) throw_value_error(text("vander: N is negative: ", columns));
  if (columns == 0) return zeros({x.len(), 0}, x.dtype(), x.device());
  std::vector<Tensor> powers = {ones_like(x)};
  while (static_cast<int64_t>(powers.size()) < columns) powers.push_back(powers.back() * x);
  const Tensor ascending = stack(powers, 1);
  return options.increasing ? ascending : flip(ascending, 1);
}

// Where y was taken Keras cannot write down: then the graph has what the integral is made of.
Tensor trapezoid(const Tensor& given, const TrapezoidOptions& options) {
  if (is_symbolic(given) && !options.x.defined()) {
    return symbolic_op({.class_name = "Trapezoid",
                        .arguments = {{}},
                        .config = {{"x", nullptr}, {"dx", options.dx}, {"axis", options.axis}}},
                       given, [options](const Tensors& in) { return trapezoid(in[0], options); });
  }
  const Tensor y = is_floating(given.dtype()) ? given : given.as_dtype(float32);
  const int axis = normalize_axis("trapezoid", options.axis, y.shape());
  const auto neighbours = [](const Tensor& x, int along) {
    const int64_t length = x.shape()[along];
    return std::pair(sliced(x, along, slice(1, length)),
                     sliced(x, along, slice(0, std::max<int64_t>(0, length - 1))));
  };
  const auto [after, before] = neighbours(y, axis);
  const Tensor means = (after + before) * 0.5;
  if (!options.x.defined()) return sum(means * options.dx, {.axis = axis});
  const Tensor x = options.x.as_dtype(y.dtype());
  const bool is_vector = x.ndim() == 1;
  if (is_vector ? x.len() != y.shape()[axis] : x.shape() != y.shape()) {
    throw_shape_error("trapezoid: x must be a vector as long as the axis, or have y's shape",
                      {{"y", text(y.shape())}, {"x", text(x.shape())}});
  }
  const auto [next, last] = neighbours(x, is_vector ? 0 : axis);
  Tensor distances = next - last;
  if (is_vector) {
    Shape along;
    for (int i = 0; i < y.ndim(); ++i) along.push_back(i == axis ? distances.len() : 1);
    distances = reshape(distances, along);
  }
  return sum(means * distances, {.axis = axis});
}

}  // namespace keratin::ops
