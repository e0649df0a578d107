// All of Keras's activation functions, for use in code: activations::leaky_relu(x, 0.1).
#pragma once
#include <limits>

#include "keratin/tensor/tensor.h"

namespace keratin::activations {

struct ReluOptions {
  double negative_slope = 0.0;
  double max_value = std::numeric_limits<double>::infinity();  // Keras's None
  double threshold = 0.0;
};
/// max_value where x >= max_value, x where threshold <= x, else negative_slope * (x - threshold).
/// Throws ValueError for a negative slope, maximum or threshold.
Tensor relu(const Tensor& x, const ReluOptions& options = {});
/// min(max(x, 0), 6)
Tensor relu6(const Tensor& x);
/// x where x >= 0, else negative_slope * x
Tensor leaky_relu(const Tensor& x, double negative_slope = 0.2);
/// x where x > 0, else alpha * (exp(x) - 1). Clevert, Unterthiner, Hochreiter, 2016.
Tensor elu(const Tensor& x, double alpha = 1.0);
/// 1.05070098 * elu(x, 1.67326324). Klambauer et al., 2017.
Tensor selu(const Tensor& x);
/// max(x, 0) + min(0, alpha * (exp(x / alpha) - 1)). Barron, 2017.
Tensor celu(const Tensor& x, double alpha = 1.0);
/// x * Phi(x), or its tanh approximation. Hendrycks, Gimpel, 2016.
Tensor gelu(const Tensor& x, bool approximate = false);
/// a * sigmoid(b), where a and b are the halves of x along `axis`. Dauphin et al., 2017.
/// Throws ShapeError when the axis has an odd length.
Tensor glu(const Tensor& x, int axis = -1);
/// x * sigmoid(x); swish is the same. Ramachandran, Zoph, Le, 2017.
Tensor silu(const Tensor& x);
Tensor swish(const Tensor& x);
/// x * hard_sigmoid(x); hard_swish is the same.
Tensor hard_silu(const Tensor& x);
Tensor hard_swish(const Tensor& x);
/// x * tanh(softplus(x)). Misra, 2019.
Tensor mish(const Tensor& x);
/// log(1 + exp(x))
Tensor softplus(const Tensor& x);
/// x / (1 + |x|)
Tensor softsign(const Tensor& x);
/// (x + sqrt(x^2 + b)) / 2. Barron, 2021.
Tensor squareplus(const Tensor& x, double b = 4.0);
/// 0 for x <= -1, (x + 1)^2 / 4 for x < 1, else x
Tensor sparse_plus(const Tensor& x);
/// 1 / (1 + exp(-x))
Tensor sigmoid(const Tensor& x);
/// min(max(x / 6 + 0.5, 0), 1)
Tensor hard_sigmoid(const Tensor& x);
/// log(sigmoid(x))
Tensor log_sigmoid(const Tensor& x);
/// min(max((x + 1) / 2, 0), 1)
Tensor sparse_sigmoid(const Tensor& x);
Tensor tanh(const Tensor& x);
/// min(max(x, -1), 1)
Tensor hard_tanh(const Tensor& x);
/// x - tanh(x)
Tensor tanh_shrink(const Tensor& x);
/// x where |x| > threshold, else 0
Tensor hard_shrink(const Tensor& x, double threshold = 0.5);
/// x moved towards 0 by `threshold`
Tensor soft_shrink(const Tensor& x, double threshold = 0.5);
/// x where x > threshold_value, else default_value
Tensor threshold(const Tensor& x, double threshold_value, double default_value);
/// exp(x)
Tensor exponential(const Tensor& x);
/// x
Tensor linear(const Tensor& x);
/// exp(x) / sum(exp(x)) along `axis`
Tensor softmax(const Tensor& x, int axis = -1);
/// log(softmax(x)) along `axis`
Tensor log_softmax(const Tensor& x, int axis = -1);
/// The nearest point of the probability simplex along `axis`: many exact zeros.
/// Martins, Astudillo, "From softmax to sparsemax", 2016, equation 5. (Keras 3.15 gives other
/// numbers where more than one element stays above 0: there it adds up the running sums.)
Tensor sparsemax(const Tensor& x, int axis = -1);

}  // namespace keratin::activations
