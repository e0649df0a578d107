// An activation that is one function of backend/functions/lists.h.
#include "keratin/activations/elementwise.h"

#include "keratin/ops/elementwise.h"

namespace keratin::activations {

Elementwise::Elementwise(std::string_view name, Unary function)
    : Elementwise(name, function, ops::default_args(function)) {}

std::string_view Elementwise::function_name() const {
  const UnaryArgs usual = ops::default_args(function_);
  return args_.a == usual.a && args_.b == usual.b ? name_ : std::string_view();
}

Tensor Elementwise::operator()(const Tensor& x) const { return ops::unary(function_, x, args_); }

}  // namespace keratin::activations
