// The elementwise functions that every backend knows, by name. What they compute, value and slope,
// stands once in unary.inl, binary.inl: the tables of the backends, the gradients and the
// tests are folded from these lists.
#pragma once
#include <cstdint>

// clang-format off
#define KERATIN_UNARY_FUNCTIONS(X)                                                            \
  X(negative) X(abs) X(sign) X(square) X(sqrt) X(rsqrt) X(reciprocal)                         \
  X(exp) X(expm1) X(log) X(log1p) X(log2) X(log10) X(sin) X(cos) X(tan) X(arcsin) X(arccos)   \
  X(arctan) X(sinh) X(cosh) X(tanh) X(arcsinh) X(arccosh) X(arctanh) X(erf)                   \
  X(floor) X(ceil) X(round) X(trunc) X(isnan) X(isinf) X(isfinite) X(logical_not)             \
  X(sigmoid) X(log_sigmoid) X(relu) X(relu6) X(leaky_relu) X(elu) X(selu) X(celu) X(gelu)     \
  X(gelu_tanh) X(silu) X(softplus) X(softsign) X(mish) X(hard_sigmoid) X(hard_silu)           \
  X(hard_tanh) X(hard_shrink) X(soft_shrink) X(tanh_shrink) X(squareplus) X(sparse_plus)      \
  X(sparse_sigmoid) X(threshold) X(clip)

#define KERATIN_BINARY_FUNCTIONS(X)                                                           \
  X(add) X(subtract) X(multiply) X(divide) X(floor_divide) X(mod) X(power) X(maximum)         \
  X(minimum) X(arctan2)                                                                       \
  X(equal) X(not_equal) X(less) X(less_equal) X(greater) X(greater_equal)                     \
  X(logical_and) X(logical_or) X(logical_xor)
// clang-format on

namespace keratin {

enum class Unary : uint8_t {
#define KERATIN_ENTRY(name) name,
  KERATIN_UNARY_FUNCTIONS(KERATIN_ENTRY)
#undef KERATIN_ENTRY
};

enum class Binary : uint8_t {
#define KERATIN_ENTRY(name) name,
  KERATIN_BINARY_FUNCTIONS(KERATIN_ENTRY)
#undef KERATIN_ENTRY
};

/// Up to two numbers that a unary function takes beside its argument: alpha of elu, the bounds of
/// clip, the slope of leaky_relu.
struct UnaryArgs {
  double a = 0;
  double b = 0;
};

enum class Reduction : uint8_t { sum, mean, prod, max, min, any, all };
enum class ArgReduction : uint8_t { argmax, argmin };
enum class Distribution : uint8_t {
  uniform,           // in [a, b)
  normal,            // mean a, standard deviation b
  truncated_normal,  // mean a, standard deviation b, cut at two standard deviations
  integers,          // in [a, b)
  bernoulli,         // 1 with probability a, else 0
};

const char* name_of(Unary function);
const char* name_of(Binary function);
/// Whether the result is bool whatever the dtype of the arguments.
bool is_predicate(Unary function);
bool is_predicate(Binary function);

}  // namespace keratin
