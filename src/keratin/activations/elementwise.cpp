// An activation that is one function of backend/functions/lists.h.
#include "keratin/activations/elementwise.h"

#include "keratin/ops/elementwise.h"

namespace keratin::activations {

Elementwise::Elementwise(std::string_view name, Unary function)
    : Elementwise(name, function, ops::default_args(function)) {}

Tensor Elementwise::operator()(const Tensor& x) const { return ops::unary(function_, x, args_); }

}  // namespace keratin::activations
