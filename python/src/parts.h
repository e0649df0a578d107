// Losses, metrics, optimizers and the other parts of a model as arguments.
#pragma once
#include "family.h"
#include "keratin/base/choice.h"
#include "keratin/base/error.h"
#include "keratin/base/function.h"
#include "keratin/base/text.h"

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

template <class Base>
[[noreturn]] void throw_no_part(nb::handle x) {
  throw_dtype_error(text("expected a ", Base::family, ": a name, an object or a function"),
                    {{"received", nb::cast<std::string>(nb::repr(x))}});
}

/// What all families take alike; null for an object of a class written in Python.
template <class Base>
std::optional<std::shared_ptr<Base>> known_part(nb::handle x) {
  if (x.is_none()) return std::shared_ptr<Base>();
  if (nb::isinstance<nb::str>(x)) return Base::get(nb::cast<std::string>(x));
  if (nb::isinstance<nb::dict>(x)) return deserialize<Base>(value_of(x));
  if (PyType_Check(x.ptr())) return part_of<Base>(x());  // a class: an object of its defaults
  if (!nb::isinstance<Handle<Base>>(x)) return {};
  auto it = nb::cast<const Handle<Base>&>(x).it;
  if (!it) return {};
  return it;
}

/// As an argument of compile: a name stays one.
template <class Base>
Choice<Base> choice_of(nb::handle x) {
  if (nb::isinstance<nb::str>(x)) return Choice<Base>::named(nb::cast<std::string>(x));
  return Choice<Base>(part_of<Base>(x));
}

}  // namespace keratin::python
