// Gradients: of a loss, of functions with a rule of their own, and along a direction.
#include "keratin/ops/derivatives.h"

#include <algorithm>

#include "convert.h"
#include "keratin/autodiff/tape.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/reduce.h"

namespace keratin::python {
namespace {

nb::list list_of(const Tensors& all) {
  nb::list list;
  for (const Tensor& one : all) list.append(nb::cast(one));
  return list;
}

/// The gradients of the sum of what `target` holds, in the order of the sources; None where it does
/// not depend on one.
nb::list gradients(nb::handle target, nb::handle sources) {
  const Tensors targets = tensors_of(target);
  TensorList leaves;
  for (const nb::handle one : sources) leaves.push_back(tensor_of(one));
  TensorList found;
  {
    const nb::gil_scoped_release free;
    Tensor loss;
    for (const Tensor& one : targets) {
      const Tensor sum = one.ndim() == 0 ? one : ops::sum(one);
      loss = loss.defined() ? loss + sum : sum;
    }
    gradients_into(loss, leaves, found);
  }
  nb::list result;
  for (const Tensor& one : found) result.append(one.defined() ? nb::cast(one) : nb::none());
  return result;
}

/// From what f gives, its value and the function of the gradient, to what the library takes.
std::pair<Tensor, ops::UpstreamFunction> value_and_gradient(nb::handle result) {
  const bool is_pair = nb::isinstance<nb::tuple>(result) && nb::len(result) == 2;
  if (!is_pair || !PyCallable_Check(nb::object(result[1]).ptr())) {
    throw_dtype_error("custom_gradient: f gives its value and the function of its gradient",
                      {{"received", nb::cast<std::string>(nb::repr(result))}});
  }
  const auto backwards = [kept = keep(nb::object(result[1]))](const Tensor& upstream) -> Tensors {
    const nb::gil_scoped_acquire lock;
    const nb::object given = (**kept)(upstream);
    if (!nb::isinstance<nb::list>(given) && !nb::isinstance<nb::tuple>(given)) {
      return given.is_none() ? Tensor() : tensor_of(given);
    }
    Tensors all;
    for (const nb::handle one : given) all.push_back(one.is_none() ? Tensor() : tensor_of(one));
    return all;
  };
  return {tensor_of(nb::object(result[0])), backwards};
}

Tensor custom_gradient(nb::handle f, nb::handle inputs) {
  const auto call = [kept = keep(f)](const Tensors& x) {
    const nb::gil_scoped_acquire lock;
    return value_and_gradient((**kept)(*nb::tuple(list_of(x))));
  };
  Tensors x;
  for (const nb::handle one : inputs) x.push_back(tensor_of(one));
  return ops::with_custom_gradient(call, x);
}

nb::tuple jvp(nb::handle f, nb::handle primals, nb::handle tangents) {
  const auto call = [&](const Tensors& x) -> Tensors {
    return tensors_of(f(*nb::tuple(list_of(x))));
  };
  const auto [y, tangent] = ops::jvp_lists(call, tensors_of(primals), tensors_of(tangents));
  return nb::make_tuple(object_of(y, false), object_of(tangent, false));
}

}  // namespace

void bind_derivatives(nb::module_& m) {
  m.def("gradients", gradients);
  m.def("watch", [](Tensor& x) {  // what was computed of variables is on the tape already
    if (!wants_record({&x})) x = watch(x);
  });
  m.def("custom_gradient", custom_gradient);
  m.def("jvp", jvp);
}

}  // namespace keratin::python
