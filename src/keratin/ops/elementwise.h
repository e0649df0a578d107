// One function for each element: y = f(x) for every function of backend/functions/lists.h, and
// `where`. Integers and bools become float32 first, unless the function keeps them (abs,
// square...).
#pragma once
#include "keratin/backend/functions/lists.h"
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// The numbers that Keras takes for f when the caller gives none: alpha 1 of elu and celu, slope
/// 0.2 of leaky_relu, threshold 0.5 of the shrinks, b 4 of squareplus, [0, 1] of clip.
UnaryArgs default_args(Unary f);

/// f(x). Throws DTypeError for a dtype that f does not take.
Tensor unary(Unary f, Tensor x, UnaryArgs args);
Tensor unary(Unary f, Tensor x);

// Every function of the list by its name, with Keras's default arguments.
#define KERATIN_DECLARE_UNARY(name) Tensor name(Tensor x);
KERATIN_UNARY_FUNCTIONS(KERATIN_DECLARE_UNARY)
#undef KERATIN_DECLARE_UNARY

/// x for x >= 0, else negative_slope * x.
Tensor leaky_relu(Tensor x, double negative_slope);
/// x for x >= 0, else alpha * (exp(x) - 1).
Tensor elu(Tensor x, double alpha);
/// max(x, 0) + min(0, alpha * (exp(x / alpha) - 1))
Tensor celu(Tensor x, double alpha);
/// x * Phi(x), or its tanh approximation, which keras.ops.gelu takes by default.
Tensor gelu(Tensor x, bool approximate);
/// x where |x| > threshold, else 0.
Tensor hard_shrink(Tensor x, double threshold);
/// x moved towards 0 by threshold.
Tensor soft_shrink(Tensor x, double threshold);
/// (x + sqrt(x^2 + b)) / 2
Tensor squareplus(Tensor x, double b);
/// x where x > threshold, else default_value.
Tensor threshold(Tensor x, double threshold, double default_value);
/// min(max(x, x_min), x_max), in x's dtype for whole bounds.
Tensor clip(Tensor x, Scalar x_min, Scalar x_max);
/// Rounded to that many decimal places, halves to the even neighbour.
Tensor round(Tensor x, int decimals);
Tensor absolute(Tensor x);
Tensor swish(Tensor x);
Tensor hard_swish(Tensor x);

/// condition ? a : b, all three broadcast. A condition that is not bool is true where != 0.
Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b);
Tensor where(const Tensor& condition, const Tensor& a, Scalar b);
Tensor where(const Tensor& condition, Scalar a, const Tensor& b);
Tensor where(const Tensor& condition, Scalar a, Scalar b);

}  // namespace keratin::ops
