// Derivatives of the caller's: a gradient instead of the tape's, and the derivative along a
// direction; Keras: keras.ops.custom_gradient, keras.ops.jvp.
#pragma once
#include <concepts>
#include <utility>

#include "keratin/ops/control_flow.h"

namespace keratin::ops {

/// From the gradient of a value, in its shape and dtype, to those of the inputs, in their order; an
/// undefined tensor is none.
using UpstreamFunction = Function<Tensors(const Tensor& upstream)>;
using CustomFunction = Function<std::pair<Tensor, UpstreamFunction>(const Tensors& inputs)>;
/// custom_gradient for a list of inputs.
Tensor with_custom_gradient(const CustomFunction& f, const Tensors& inputs);

/// The function f with a gradient that f says: f takes tensors and gives a std::pair of its value
/// and of a function that takes the gradient of the value (`upstream`) to that of its input, or to
/// those of its inputs, Tensors. The tape sees nothing of what f computes:
///   const auto log1pexp = ops::custom_gradient([](const Tensor& x) {
///     const Tensor e = exp(x);
///     const auto gradient = [e](const Tensor& upstream) { return upstream * (1 - 1 / (1 + e)); };
///     return std::pair(log(1 + e), gradient);
///   });
///   const Tensor y = log1pexp(x);
/// When the gradient is taken, ValueError where there are not as many as inputs, ShapeError or
/// DTypeError where one looks unlike its input.
template <class F>
auto custom_gradient(F f) {
  return [f = std::move(f)]<class... X>(const X&... x) requires(
      (std::convertible_to<const X&, Tensor> && ...)) {
    const auto spread = [f]<size_t... i>(const Tensors& in, std::index_sequence<i...>) {
      auto [value, gradient] = f(in[i]...);
      return std::pair<Tensor, UpstreamFunction>(
          value,
          [back = std::move(gradient)](const Tensor& upstream) { return listed(back(upstream)); });
    };
    return with_custom_gradient(
        [spread](const Tensors& in) { return spread(in, std::index_sequence_for<X...>()); },
        Tensors{Tensor(x)...});
  };
}

/// jvp for lists.
std::pair<Tensors, Tensors> jvp_lists(const ListFunction& fun, const Tensors& primals,
                                      const Tensors& tangents);
/// fun(primals), and its derivative along tangents: the product of its Jacobian with them. What fun
/// takes and gives are Tensors, or one Tensor each; what else it has to say, Keras's has_aux, it
/// may write to a variable of the caller's. The tape knows the way back alone: it is walked once
/// for each element that fun gives, which is cheap for few. Nothing is recorded of the result.
/// Throws ShapeError and DTypeError for tangents that look unlike primals, DTypeError for primals
/// that are not floating, ValueError beside a NoGradient.
template <class F, class Primals>
auto jvp(F fun, const Primals& primals, const Primals& tangents) {
  using X = Carried<Primals>;
  using Y = Carried<std::invoke_result_t<F&, const X&>>;
  const auto [value, tangent] = jvp_lists(
      [fun = std::move(fun)](const Tensors& x) mutable { return listed(fun(unlisted<X>(x))); },
      listed(primals), listed(tangents));
  return std::pair<Y, Y>(unlisted<Y>(value), unlisted<Y>(tangent));
}

namespace linalg {
using ops::jvp;
}

}  // namespace keratin::ops
