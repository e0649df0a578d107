// Losses, metrics, optimizers and the other parts of a model as arguments.
#pragma once
#include "family.h"
#include "keratin/base/choice.h"
#include "keratin/base/function.h"

namespace keratin::python {

/// A function of Python's of tensors that gives a tensor.
template <class... Tensors>
Function<Tensor(Tensors...)> function_of(nb::handle f) {
  return [kept = keep(f)](Tensors... x) -> Tensor {
    const nb::gil_scoped_acquire lock;
    return tensor_of((**kept)(nb::cast(x, nb::rv_policy::copy)...));
  };
}
/// The name of a function, of a class's object or of what a partial calls.
std::string name_of_callable(nb::handle f);

/// As an argument of compile: a name stays one.
template <class Base>
Choice<Base> choice_of(nb::handle x) {
  if (nb::isinstance<nb::str>(x)) return Choice<Base>::named(nb::cast<std::string>(x));
  return Choice<Base>(part_of<Base>(x));
}

}  // namespace keratin::python
